import type { Reached } from "./goal.ts";
import type { Measurement, Timing } from "./harness.ts";

/** A measurement as aligned text: one line per contender. */
export function tableOf({ name, peer, rounds, timings }: Measurement): string {
  const width = Math.max(...timings.map(({ note = "" }) => note.length));
  const ratio = peer === undefined ? [] : [`faster than ${peer}`];
  const header = ["contender", "min ms", "median ms", ...ratio, ""];
  const rows = [header, ...timings.map((timing) => cellsOf(timing, width))];
  return `${name} (${rounds} rounds)\n${aligned(rows)}\n`;
}

/** Every goal with what was measured: the list at the end of a run. */
export function goalsTable(goals: readonly Reached[]): string {
  const rows = goals.map(({ name, atLeast, measured }) => [
    name,
    `≥ ${atLeast.toFixed(atLeast < 1 ? 2 : 1)}×`,
    measured === undefined ? "not measured" : timesText(measured),
    measured === undefined ? "–" : measured >= atLeast ? "yes" : "no",
  ]);
  return `${aligned([["target", "wanted", "measured", "reached?"], ...rows])}\n`;
}

/** Rows of cells as text: the first column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  return lines.map((cells) => `  ${cells.join("  ")}`.trimEnd()).join("\n");
}

/** `2 threads` */
export function threadsText(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}

/** `1.52×` */
export function timesText(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/** Notes are of one width, so that they begin in one column. */
function cellsOf({ name, minimum, median, ratio, note = "" }: Timing, noteWidth: number): string[] {
  const times = [minimum, median].map((milliseconds) => milliseconds.toFixed(3));
  const ratios = ratio === undefined ? [] : [timesText(ratio)];
  return [name, ...times, ...ratios, note.padEnd(noteWidth)];
}
