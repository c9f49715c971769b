import { gunzipped } from "./gzip.ts";

/** A table of text: every row has one field per column. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What may stand between fields. */
export type CsvDelimiter = "," | ";" | "\t";

/** Where the reader is in the text, and on which line (from 1). */
interface Cursor {
  readonly text: string;
  readonly delimiter: CsvDelimiter;
  readonly name: string;
  at: number;
  line: number;
}

const delimiters: readonly CsvDelimiter[] = [",", ";", "\t"];

/** Strings in browsers and Node hold a little more than this. */
const textLimit = 500_000_000;

/**
 * Reads a CSV file (RFC 4180) in UTF-8, plain or gzipped: quoted fields with doubled quotes and line breaks,
 * lines ended by CRLF, LF or CR, a byte order mark. Empty lines are passed over.
 * @param name names the file in errors.
 * @param options.delimiter default: whichever of comma, semicolon and tab the first line has most of.
 * @param options.header whether the first line names the columns (default); otherwise they are "0", "1", …
 * @throws Error naming the line of a row that is longer or shorter than the first, or of a misplaced quote.
 */
export function readCsv(
  bytes: Uint8Array,
  name = "csv",
  options: { delimiter?: CsvDelimiter; header?: boolean } = {},
): CsvTable {
  const { header = true } = options;
  const text = decodeText(gunzipped(bytes, name, textLimit), name);
  const { delimiter = detectDelimiter(text) } = options;
  const cursor: Cursor = { text, delimiter, name, at: 0, line: 1 };
  const first = nextRecord(cursor);
  if (!first)
    throw new Error(`${name}: is empty; expected a first line of ${header ? "column names" : "fields"}`);
  const columns = header ? first.fields : first.fields.map((_, i) => String(i));
  const rows: string[][] = header ? [] : [first.fields];
  for (let record = nextRecord(cursor); record; record = nextRecord(cursor)) {
    if (record.fields.length !== columns.length) {
      throw new Error(
        `${name}: line ${record.line} has ${record.fields.length} fields, the first line has ${columns.length} (between them ${JSON.stringify(delimiter)}); correct the line`,
      );
    }
    rows.push(record.fields);
  }
  return { columns, rows };
}

/**
 * Writes a table as CSV in UTF-8: fields quoted where needed, lines ended by LF.
 * {@link readCsv} gives the same table back.
 */
export function writeCsv(
  table: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] },
  options: { delimiter?: CsvDelimiter } = {},
): Uint8Array {
  const { delimiter = "," } = options;
  const width = table.columns.length;
  if (width === 0) throw new Error("writeCsv: a table needs at least one column, got none");
  const lines = [table.columns, ...table.rows].map((fields, i) => {
    if (fields.length !== width) {
      throw new Error(`writeCsv: row ${i - 1} has ${fields.length} fields, there are ${width} columns`);
    }
    return fields.map((value) => quoted(String(value), width)).join(delimiter);
  });
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** Quotes whatever could be taken for structure; a lone empty field too, or its line would look empty. */
function quoted(value: string, width: number): string {
  if (!/[",;\t\r\n\ufeff]/.test(value) && !(value === "" && width === 1)) return value;
  return `"${value.replaceAll('"', '""')}"`;
}

function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length > textLimit) {
    throw new Error(
      `${name}: is larger than the ${textLimit} bytes that are read; split it, or keep numbers as .npy`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${name}: is no text in UTF-8; save it as CSV UTF-8`, { cause: error });
  }
}

/** The delimiter that is most frequent in the first line outside quotes; a comma where there is none. */
function detectDelimiter(text: string): CsvDelimiter {
  const counts = new Map<string, number>();
  let inQuotes = false;
  let started = false;
  for (const character of text) {
    if (!inQuotes && (character === "\n" || character === "\r")) {
      if (started) break;
      continue;
    }
    started = true;
    if (character === '"') inQuotes = !inQuotes;
    else if (!inQuotes) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const countOf = (delimiter: CsvDelimiter): number => counts.get(delimiter) ?? 0;
  return delimiters.reduce((best, delimiter) => (countOf(delimiter) > countOf(best) ? delimiter : best));
}

/** The fields of the next line that isn't empty and the number of that line; undefined at the end. */
function nextRecord(cursor: Cursor): { fields: string[]; line: number } | undefined {
  const { text, delimiter } = cursor;
  while (isLineBreak(text.charCodeAt(cursor.at))) skipLineBreak(cursor);
  if (cursor.at >= text.length) return undefined;
  const line = cursor.line;
  const fields = [nextField(cursor)];
  while (text[cursor.at] === delimiter) {
    cursor.at++;
    fields.push(nextField(cursor));
  }
  skipLineBreak(cursor);
  return { fields, line };
}

function nextField(cursor: Cursor): string {
  const { text, name } = cursor;
  if (text[cursor.at] === '"') return quotedField(cursor);
  const start = cursor.at;
  while (!atFieldEnd(cursor)) {
    if (text[cursor.at] === '"') {
      throw new Error(
        `${name}: line ${cursor.line}: a quote within a field; quote the whole field and double the quote`,
      );
    }
    cursor.at++;
  }
  return text.slice(start, cursor.at);
}

function quotedField(cursor: Cursor): string {
  const { text, name, line } = cursor;
  const start = cursor.at + 1;
  let close = text.indexOf('"', start);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0)
    throw new Error(`${name}: line ${line}: a quoted field begins here and never ends; close the quote`);
  const value = text.slice(start, close);
  cursor.line += value.match(/\r\n|\r|\n/g)?.length ?? 0;
  cursor.at = close + 1;
  if (!atFieldEnd(cursor)) {
    throw new Error(
      `${name}: line ${cursor.line}: text behind a closing quote; double the quotes within a field`,
    );
  }
  return value.replaceAll('""', '"');
}

function atFieldEnd({ text, delimiter, at }: Cursor): boolean {
  return at >= text.length || text[at] === delimiter || isLineBreak(text.charCodeAt(at));
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

function skipLineBreak(cursor: Cursor): void {
  const { text } = cursor;
  if (cursor.at >= text.length) return;
  cursor.at += text.startsWith("\r\n", cursor.at) ? 2 : 1;
  cursor.line++;
}
