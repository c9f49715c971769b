/** Dates read from text. */
export interface Times {
  /** Milliseconds since 1970, UTC; what has no time zone counts as UTC. */
  readonly times: Float64Array;
  /** How they were read, for people: `"year-month-day"`. */
  readonly format: string;
}

/** One way to write dates. */
interface Format {
  readonly name: string;
  /** Whether only a column named like a date is read so, because other numbers look the same. */
  readonly named?: true;
  /** Milliseconds since 1970; NaN where the text is written otherwise. */
  parse(text: string): number;
}

const clock = String.raw`(?:(?:T| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const zone = String.raw`(?: *(Z|[+-]\d{2}:?\d{2}|UTC|GMT|[AaPp]\.?[Mm]\.?))?`;

/** In the order in which they are tried. */
const formats: readonly Format[] = [
  byOrder("year-month-day", String.raw`(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})`),
  byOrder("month/day/year", String.raw`(?<m>\d{1,2})[/-](?<d>\d{1,2})[/-](?<y>\d{4}|\d{2})`),
  byOrder("day/month/year", String.raw`(?<d>\d{1,2})[/.-](?<m>\d{1,2})[/.-](?<y>\d{4}|\d{2})`),
  byOrder("year-month", String.raw`(?<y>\d{4})[-/](?<m>\d{1,2})`),
  { ...byOrder("yearmonthday", String.raw`(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})`), named: true },
  { ...byOrder("year", String.raw`(?<y>\d{4})`), named: true },
  { name: "seconds since 1970", named: true, parse: (text) => unix(text, /^\d{9,10}(?:\.\d+)?$/, 1000) },
  { name: "milliseconds since 1970", named: true, parse: (text) => unix(text, /^\d{12,13}$/, 1) },
];

/** What a column of dates is likely to be called. */
const dateName = /date|time|stamp|^ds$|^day$|^month$|^year$|datum|zeit|jahr|fecha|heure/i;

export function isDateName(column: string): boolean {
  return dateName.test(column.trim());
}

/**
 * Reads a column of dates: year-month-day with or without a time, month/day/year or day/month/year (whichever fits all
 * rows; where both do, whichever gives steps of the same length), year-month, seconds since 1970, … .
 * @param column the column's name, by which plain numbers are taken for dates or not.
 * @returns undefined where no one format reads all of the texts.
 */
export function readTimes(texts: readonly string[], column: string): Times | undefined {
  const named = isDateName(column);
  const fitting = formats
    .filter((format) => named || !format.named)
    .filter((format) => texts.length > 0 && Number.isFinite(format.parse(texts[0])))
    .map(({ name, parse }) => ({ format: name, times: Float64Array.from(texts, (text) => parse(text)) }))
    .filter(({ times }) => times.every(Number.isFinite));
  if (fitting.length < 2) return fitting[0];
  return fitting.reduce((best, other) => (evenness(other.times) > evenness(best.times) ? other : best));
}

/** The format by which most of the texts can be read, and the first one that can't; undefined where few can. */
export function firstUnreadable(
  texts: readonly string[],
  column: string,
): { row: number; format: string } | undefined {
  const named = isDateName(column);
  for (const { name, parse, named: only } of formats) {
    if (only && !named) continue;
    const bad = texts.flatMap((text, row) => (Number.isFinite(parse(text)) ? [] : [row]));
    if (bad.length > 0 && bad.length <= texts.length / 5) return { row: bad[0], format: name };
  }
  return undefined;
}

/** The share of steps that are as long as the commonest one. */
function evenness(times: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < times.length; i++) {
    const step = times[i] - times[i - 1];
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) / times.length;
}

function byOrder(name: string, day: string): Format {
  const whole = new RegExp(`^${day}${clock}${zone}$`);
  return {
    name,
    parse: (text) => {
      const found = whole.exec(text.trim());
      return found?.groups ? timeOf(found, found.groups) : Number.NaN;
    },
  };
}

/** The time that a match stands for; NaN where there is no such day or time of day. */
function timeOf(found: RegExpExecArray, { y, m = "1", d = "1" }: Record<string, string>): number {
  // The groups of clock and zone are the last five, the named ones stand before.
  const [hours, minutes = "0", seconds = "0", fraction = "0", suffix = ""] = found.slice(-5);
  const [year, month, day] = [fullYear(y), Number(m), Number(d)];
  const start = Date.UTC(year, month - 1, day);
  if (month > 12 || new Date(start).getUTCDate() !== day) return Number.NaN;
  const hour = hourOf(Number(hours ?? 0), suffix);
  if (!(hour <= 24) || Number(minutes) > 59 || Number(seconds) > 60) return Number.NaN;
  const time = start + hour * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return time + 1000 * Number(`0.${fraction}`) - offsetOf(suffix);
}

function fullYear(text: string): number {
  if (text.length > 2) return Number(text);
  return Number(text) + (Number(text) < 70 ? 2000 : 1900);
}

function hourOf(hour: number, suffix: string): number {
  if (!/^[ap]/i.test(suffix)) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (/^p/i.test(suffix) ? 12 : 0);
}

/** Of "+02:00", in milliseconds. */
function offsetOf(suffix: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(suffix) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function unix(text: string, form: RegExp, unit: number): number {
  return form.test(text.trim()) ? Number(text) * unit : Number.NaN;
}
