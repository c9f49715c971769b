/**
 * How far apart the times of a series are: so many milliseconds, calendar months, or weekdays (Monday to Friday); or
 * `row`, where nothing says when they were.
 */
export interface TimeStep {
  readonly unit: "millisecond" | "month" | "weekday" | "row";
  readonly count: number;
}

/** Where the times of a series lie: the first one, and the step to the next. */
export interface TimeGrid {
  readonly start: number;
  readonly step: TimeStep;
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * The commonest step between times in ascending order: calendar months where they are on the same day of months (or on
 * the last ones), weekdays where days follow each other with no Saturday or Sunday among them.
 */
export function commonestStep(times: Float64Array): TimeStep {
  const milliseconds = modeOf(times, (a, b) => b - a);
  if (milliseconds >= 28 * day && (sameDayOfMonth(times) || lastDaysOfMonth(times))) {
    return {
      unit: "month",
      count: Math.max(
        1,
        modeOf(times, (a, b) => monthOf(b) - monthOf(a)),
      ),
    };
  }
  if (milliseconds === day && times.length > 5 && times.every((time) => dayOfWeek(time) < 5)) {
    return { unit: "weekday", count: 1 };
  }
  return { unit: "millisecond", count: milliseconds };
}

/** How many steps a time is from the first one; a fraction where it lies between two. */
export function placeOf({ start, step }: TimeGrid, time: number): number {
  switch (step.unit) {
    case "month":
      return (monthOf(time) - monthOf(start)) / step.count;
    case "weekday":
      return weekdayOf(time) - weekdayOf(start);
    default:
      return (time - start) / step.count;
  }
}

/** The time so many steps after the first one, in milliseconds since 1970. */
export function timeAt({ start, step }: TimeGrid, place: number): number {
  if (step.unit === "month") return monthsLater(start, place * step.count);
  if (step.unit === "weekday") {
    const to = weekdayOf(start) + place;
    return (
      start +
      (7 * Math.floor(to / 5) + (to % 5) - (7 * Math.floor(weekdayOf(start) / 5) + (weekdayOf(start) % 5))) *
        day
    );
  }
  return start + place * step.count;
}

/** A time as people write it, as exact as the steps are: "2016-07-01 14:15", "2016-07-01", "2016-07", "row 5". */
export function timeText(grid: TimeGrid, place: number): string {
  const { start, step } = grid;
  if (step.unit === "row") return `row ${place + 1}`;
  const text = new Date(timeAt(grid, place)).toISOString();
  const wholeDays = step.unit !== "millisecond" || step.count % day === 0;
  if (wholeDays && start % day === 0) return text.slice(0, 10);
  const seconds = start % 60_000 !== 0 || (step.unit === "millisecond" && step.count % 60_000 !== 0);
  return text.slice(0, seconds ? 19 : 16).replace("T", " ");
}

const names: ReadonlyMap<number, string> = new Map([
  [1000, "every second"],
  [60_000, "every minute"],
  [hour, "hourly"],
  [day, "daily"],
  [7 * day, "weekly"],
]);

/** "hourly", "every 15 minutes", "monthly". */
export function stepText({ unit, count }: TimeStep): string {
  if (unit === "row") return "row by row";
  if (unit === "weekday") return "every weekday";
  if (unit === "month") return count === 1 ? "monthly" : count === 12 ? "yearly" : `every ${count} months`;
  const known = names.get(count);
  if (known) return known;
  const [size, noun] = [
    [day, "days"],
    [hour, "hours"],
    [60_000, "minutes"],
    [1000, "seconds"],
  ].find(([length]) => count % Number(length) === 0) ?? [1, "milliseconds"];
  return `every ${count / Number(size)} ${noun}`;
}

function modeOf(times: Float64Array, difference: (a: number, b: number) => number): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < times.length; i++) {
    const step = difference(times[i - 1], times[i]);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let [best, most] = [1, 0];
  for (const [step, count] of counts) if (count > most) [best, most] = [step, count];
  return best;
}

function monthOf(time: number): number {
  const date = new Date(time);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}

function sameDayOfMonth(times: Float64Array): boolean {
  const first = new Date(times[0]).getUTCDate();
  return times.every((time) => new Date(time).getUTCDate() === first);
}

function lastDaysOfMonth(times: Float64Array): boolean {
  return times.every((time) => new Date(time + day).getUTCDate() === 1);
}

function monthsLater(start: number, months: number): number {
  const date = new Date(start);
  const atEnd = new Date(start + day).getUTCDate() === 1;
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return (
    Date.UTC(year, month, atEnd ? lastDay : Math.min(dayOfMonth, lastDay)) +
    (start - Math.floor(start / day) * day)
  );
}

/** 0 for Monday; 1970-01-01 was a Thursday. */
function dayOfWeek(time: number): number {
  return (((Math.floor(time / day) + 3) % 7) + 7) % 7;
}

/** The number of weekdays since Monday, 29 December 1969. */
function weekdayOf(time: number): number {
  return 5 * Math.floor((Math.floor(time / day) + 3) / 7) + dayOfWeek(time);
}
