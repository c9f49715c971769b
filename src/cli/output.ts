/** Writes a line of the answer to stdout. */
export function answer(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes the one JSON document of `--json` to stdout; NaN and infinities become null, as JSON has no words for them. */
export function answerJson(document: unknown): void {
  answer(JSON.stringify(document, undefined, 2));
}

/** Writes a remark to stderr. */
export function remark(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A table with its columns aligned; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
