import type { Measurement, Timing } from "./harness.ts";

/** A measurement as aligned text: one line per contender. */
export function tableOf({ name, peer, rounds, timings }: Measurement): string {
  const header = ["contender", "min ms", "median ms", ...(peer === undefined ? [] : [`÷ ${peer}`])];
  const rows = [header, ...timings.map((timing) => cellsOf(timing))];
  return `${name} (${rounds} rounds)\n${aligned(rows)}\n`;
}

/** Rows of cells as text: the first column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  return lines.map((cells) => `  ${cells.join("  ")}`).join("\n");
}

function cellsOf({ name, minimum, median, ratio }: Timing): string[] {
  const times = [minimum, median].map((milliseconds) => milliseconds.toFixed(3));
  return [name, ...times, ...(ratio === undefined ? [] : [`${ratio.toFixed(2)}×`])];
}
