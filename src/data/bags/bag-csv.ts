import { type CsvTable, readCsv } from "../csv.ts";
import { numericColumns } from "../csv-numbers.ts";
import { classesOf, isPositive, type ReadLabel } from "./bag-classes.ts";
import type { Bag, BagSet, Classes } from "./bag-set.ts";

export interface BagCsvOptions {
  /** Which label is the positive one, where 0/1, no/yes and the like don't tell. */
  readonly positive?: string;
  /**
   * The features that are wanted, of a file that a model is asked about: then labels may be missing, cell by cell or
   * the whole column. Default: labels are needed.
   */
  readonly expected?: { readonly features: readonly string[]; readonly classes: Classes };
}

/** Where the parts of a row stand. */
interface Layout {
  readonly bag: number;
  readonly label: number | undefined;
  readonly features: readonly number[];
}

/**
 * Reads bags from CSV, plain or gzipped: a row per instance, with the bag it is in, the bag's label, and its features.
 * The columns are those called "bag" and "label", else the first and the second; all others are features. The first
 * line is taken for column names unless its features are numbers. The instances of a bag need not follow each other.
 * @param name names the file in errors.
 * @throws Error naming the line of a row that is longer or shorter than the first, and the row (from 1, below the
 * column names) of an empty bag or label, of a feature that is missing or no number, of a third label, and of a label
 * that differs from an earlier one of the same bag.
 */
export function readBagCsv(bytes: Uint8Array, name = "bags", options: BagCsvOptions = {}): BagSet {
  const { table, named } = tableOf(bytes, name);
  if (table.rows.length === 0) throw new Error(`${name}: has no rows below its column names`);
  const layout = layoutOf(table, { name, named, options });
  const features = layout.features.map((column, i) => (named ? table.columns[column] : `feature ${i + 1}`));
  requireFeatures(features, { name, named, options });
  const instances = numericColumns(onlyFeatures(table, layout, features), undefined, name);
  const labels = labelsOf(table, { layout, name, options });
  const classes =
    options.expected?.classes ?? classesOf(labels.filter(isGiven), { name, ...positive(options) });
  return {
    ...{ instances, features, classes, nameOf: (row) => `row ${row + 1}` },
    bags: bagsOf(table, { layout, labels, classes, name }),
  };
}

function positive({ positive }: BagCsvOptions): { positive?: string } {
  return positive === undefined ? {} : { positive };
}

/** The table, and whether its first line names the columns. */
function tableOf(bytes: Uint8Array, name: string): { table: CsvTable; named: boolean } {
  const table = readCsv(bytes, name, { header: false });
  const [first = [], ...rest] = table.rows;
  const isWord = (text: string): boolean => text.trim() !== "" && !Number.isFinite(Number(text));
  const titles = first.length > 2 ? first.slice(2) : first.slice(1);
  const named = first.some((text) => isRole(text, "label")) || titles.every(isWord);
  return { table: named ? { columns: first.map((text) => text.trim()), rows: rest } : table, named };
}

function isRole(text: string | undefined, role: "bag" | "label"): boolean {
  return text?.trim().toLowerCase() === role;
}

function layoutOf(
  { columns }: CsvTable,
  { name, named, options }: { name: string; named: boolean; options: BagCsvOptions },
): Layout {
  const at = (role: "bag" | "label"): number | undefined => {
    const index = named ? columns.findIndex((title) => isRole(title, role)) : -1;
    return index < 0 ? undefined : index;
  };
  const bag = at("bag") ?? 0;
  const wanted = options.expected?.features.length;
  const unlabelled = at("label") === undefined && wanted !== undefined && columns.length === wanted + 1;
  const label = unlabelled ? undefined : (at("label") ?? (bag === 1 ? 0 : 1));
  const features = columns.flatMap((_, i) => (i === bag || i === label ? [] : [i]));
  if (bag === label || features.length === 0 || (wanted !== undefined && features.length !== wanted)) {
    const features = wanted === undefined ? "at least one feature" : `${wanted} features, as the model takes`;
    throw new Error(
      `${name}: rows have ${columns.length} fields; expected the bag, its label${wanted === undefined ? "" : " (or none)"} and ${features}`,
    );
  }
  return { bag, label, features };
}

function requireFeatures(
  features: readonly string[],
  { name, named, options }: { name: string; named: boolean; options: BagCsvOptions },
): void {
  const wanted = options.expected?.features;
  if (!wanted || !named || wanted.every((title) => /^feature \d+$/.test(title))) return;
  const at = features.findIndex((title, i) => title !== wanted[i]);
  if (at < 0) return;
  throw new Error(
    `${name}: feature ${at + 1} is called ${JSON.stringify(features[at])}, the model learned from ${JSON.stringify(wanted[at])}; give the same columns in the same order`,
  );
}

function onlyFeatures({ rows }: CsvTable, layout: Layout, features: readonly string[]): CsvTable {
  return { columns: features, rows: rows.map((row) => layout.features.map((column) => row[column] ?? "")) };
}

/** The label of each row; undefined where it may be missing and is. */
function labelsOf(
  { rows }: CsvTable,
  { layout, name, options }: { layout: Layout; name: string; options: BagCsvOptions },
): (ReadLabel | undefined)[] {
  const { label } = layout;
  if (label === undefined) return rows.map(() => undefined);
  return rows.map((row, i) => {
    const text = (row[label] ?? "").trim();
    const where = `row ${i + 1}`;
    if (text === "" && options.expected) return undefined;
    if (text === "")
      throw new Error(`${name}: ${where}: the label is empty; fill it in or leave the row out`);
    const classes = options.expected?.classes;
    if (classes && !classes.includes(text)) {
      throw new Error(
        `${name}: ${where}: the label ${JSON.stringify(text)} is none that the model knows; those are ${classes.map((known) => JSON.stringify(known)).join(" and ")}`,
      );
    }
    return { text, where };
  });
}

function isGiven(label: ReadLabel | undefined): label is ReadLabel {
  return label !== undefined;
}

interface Labelled {
  readonly layout: Layout;
  readonly labels: readonly (ReadLabel | undefined)[];
  readonly classes: Classes;
  readonly name: string;
}

/** The bags in the order in which they begin. */
function bagsOf({ rows }: CsvTable, { layout, labels, classes, name }: Labelled): Bag[] {
  const bags = new Map<string, { label: ReadLabel | undefined; rows: number[] }>();
  rows.forEach((row, i) => {
    const id = (row[layout.bag] ?? "").trim();
    if (id === "") throw new Error(`${name}: row ${i + 1}: the bag is empty; say which bag the row is in`);
    const label = labels[i];
    const bag = bags.get(id);
    if (!bag) bags.set(id, { label, rows: [i] });
    else if (bag.label?.text === label?.text) bag.rows.push(i);
    else throw twoLabels(id, { first: bag.rows[0] + 1, was: bag.label, row: i + 1, is: label, name });
  });
  return [...bags].map(([id, bag]) => ({
    ...{ id, rows: bag.rows },
    label: bag.label && isPositive(bag.label.text, classes),
  }));
}

function twoLabels(
  id: string,
  {
    first,
    was,
    row,
    is,
    name,
  }: { first: number; was: ReadLabel | undefined; row: number; is: ReadLabel | undefined; name: string },
): Error {
  const text = (label: ReadLabel | undefined): string => (label ? JSON.stringify(label.text) : "no label");
  return new Error(
    `${name}: row ${row}: the bag ${JSON.stringify(id)} has ${text(is)} here and ${text(was)} in row ${first}; a bag has one label`,
  );
}
