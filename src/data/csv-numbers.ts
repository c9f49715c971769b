import { type Matrix, zeros } from "../math/index.ts";
import type { CsvTable } from "./csv.ts";

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The named columns of a table (default: all) as numbers, `[rows, columns]`.
 * @param name names the file in errors.
 * @throws Error naming row (from 1, below the column names) and column of the first field that is no finite number.
 */
export function numericColumns(
  table: CsvTable,
  columns: readonly string[] = table.columns,
  name = "csv",
): Matrix {
  const indices =
    columns === table.columns
      ? columns.map((_, i) => i)
      : columns.map((column) => indexOf(table, column, name));
  const result = zeros(table.rows.length, columns.length);
  table.rows.forEach((row, i) => {
    indices.forEach((index, j) => {
      const text = (row[index] ?? "").trim();
      const at = i * columns.length + j;
      result.data[at] = Number(text);
      if (!decimal.test(text) || !Number.isFinite(result.data[at])) {
        throw notANumber(text, `${name}: row ${i + 1}, column ${JSON.stringify(columns[j])}`);
      }
    });
  });
  return result;
}

function indexOf(table: CsvTable, column: string, name: string): number {
  const index = table.columns.indexOf(column);
  if (index < 0) {
    const known = table.columns
      .slice(0, 20)
      .map((title) => JSON.stringify(title))
      .join(", ");
    throw new Error(
      `${name}: has no column ${JSON.stringify(column)}; its columns are ${known}${table.columns.length > 20 ? ", …" : ""}`,
    );
  }
  if (table.columns.indexOf(column, index + 1) >= 0) {
    throw new Error(`${name}: has more than one column ${JSON.stringify(column)}; rename them`);
  }
  return index;
}

function notANumber(text: string, where: string): Error {
  if (text === "") return new Error(`${where}: is empty; fill it in or leave the row out`);
  const hint = /^[+-]?\d+,\d+$/.test(text)
    ? "; write a decimal point"
    : "; correct it or leave the column out";
  return new Error(
    `${where}: expected a finite number within ±3.4e38, got ${JSON.stringify(text.slice(0, 60))}${hint}`,
  );
}
