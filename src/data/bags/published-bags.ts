import { matrix } from "../../math/index.ts";
import { type CsvTable, readCsv } from "../csv.ts";
import { numericColumns } from "../csv-numbers.ts";
import type { Bag, BagSet } from "./bag-set.ts";

/** The three files of a published set, as bytes, plain or gzipped. */
export interface PublishedBagFiles {
  readonly data: Uint8Array;
  readonly bagIds: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Reads a set as Elephant, Fox, Tiger and UCSB breast cancer are published in text: a file of features with a column
 * per instance and a row per feature, one of each instance's bag, and one of each instance's label, 0 or 1. A bag is
 * positive where any of its instances is.
 * @param name names the set in errors.
 * @throws Error where the files don't fit each other, or hold anything but numbers.
 */
export function readPublishedBags({ data, bagIds, labels }: PublishedBagFiles, name = "bags"): BagSet {
  const table = readCsv(data, `${name}.data.csv`, { header: false });
  const across = numericColumns(table, undefined, `${name}.data.csv`);
  const ids = listOf(bagIds, `${name}.bagids.csv`);
  const flags = listOf(labels, `${name}.labels.csv`);
  const count = across.columns;
  for (const [file, list] of [["bagids", ids] as const, ["labels", flags] as const]) {
    if (list.length === count) continue;
    throw new Error(
      `${name}.${file}.csv: has ${list.length} entries, ${name}.data.csv has ${count} instances (a column each); use files of one set`,
    );
  }
  return {
    instances: matrix(transposed(across.data, across.rows, count), count, across.rows),
    features: Array.from({ length: across.rows }, (_, i) => `feature ${i + 1}`),
    classes: ["0", "1"],
    bags: bagsOf(ids, flags, name),
    nameOf: (row) => `instance ${row + 1}`,
  };
}

function bagsOf(ids: readonly string[], flags: readonly string[], name: string): Bag[] {
  const bags = new Map<string, { label: boolean; rows: number[] }>();
  ids.forEach((id, i) => {
    const flag = Number(flags[i]);
    if (flag !== 0 && flag !== 1) {
      throw new Error(`${name}.labels.csv: entry ${i + 1} must be 0 or 1, got ${JSON.stringify(flags[i])}`);
    }
    const bag = bags.get(id) ?? { label: false, rows: [] };
    bags.set(id, { label: bag.label || flag === 1, rows: [...bag.rows, i] });
  });
  return [...bags].map(([id, { label, rows }]) => ({ id, label, rows }));
}

/** The fields of a file, in a row or in a column. */
function listOf(bytes: Uint8Array, name: string): string[] {
  const { rows }: CsvTable = readCsv(bytes, name, { header: false });
  return rows.flat().map((text) => text.trim());
}

function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j];
  return out;
}
