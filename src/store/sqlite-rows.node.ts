import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A row found in a page: its number, and its columns; text and blobs are bytes. */
export interface FoundRow {
  readonly rowid: number;
  readonly columns: readonly (number | Buffer | null)[];
}

/** What a column is, by the "serial type" of the record format. */
export type ColumnKind = "null" | "number" | "text" | "blob";

/** A file's pages. */
interface Pages {
  readonly count: number;
  /** Bytes of a page that are in use. */
  readonly usable: number;
  /** Page n, from 1. */
  page(n: number): Buffer;
}

/** In a page of a table's rows, the first byte. */
const LEAF = 13;

/**
 * The rows that lie in an SQLite file's pages, whatever has become of the trees that lead to them: every page that looks
 * like one of rows is read by itself (sqlite.org/fileformat2.html, 1.6 and 2.1). Much of what is found in a damaged file
 * may be rubbish; the caller checks.
 * @param wanted whether rows of such columns are worth reading
 */
export function* rowsInPages(
  path: string,
  wanted: (kinds: readonly ColumnKind[]) => boolean,
): Generator<FoundRow> {
  const file = openSync(path, "r");
  try {
    const pages = pagesOf(file);
    for (let n = 1; n <= pages.count; n++) {
      const page = pages.page(n);
      const start = n === 1 ? 100 : 0;
      if (page[start] !== LEAF) continue;
      const cells = Math.min(page.readUInt16BE(start + 3), pages.usable >> 2);
      for (let i = 0; i < cells; i++) {
        const row = attempt(() => rowAt(pages, page, { at: page.readUInt16BE(start + 8 + 2 * i), wanted }));
        if (row) yield row;
      }
    }
  } finally {
    closeSync(file);
  }
}

function pagesOf(file: number): Pages {
  const header = readAt(file, 0, 100);
  const said = header.length < 100 ? 0 : (header[16] << 8) | (header[17] << 16);
  const size = said >= 512 && (said & (said - 1)) === 0 ? said : 4096;
  return {
    count: Math.ceil(fstatSync(file).size / size),
    usable: size - (header[20] ?? 0),
    page: (n) => {
      const page = Buffer.alloc(size);
      readAt(file, (n - 1) * size, size).copy(page);
      return page;
    },
  };
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

/** What `use` gives; undefined where it reads beyond a page's end, as rubbish does. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Cell {
  readonly at: number;
  readonly wanted: (kinds: readonly ColumnKind[]) => boolean;
}

function rowAt(pages: Pages, page: Buffer, { at, wanted }: Cell): FoundRow | undefined {
  const [length, afterLength] = varint(page, at);
  const [rowid, start] = varint(page, afterLength);
  const local = localLength(length, pages.usable);
  const types = typesOf(page.subarray(start, start + local));
  if (!types || !wanted(types.map(kindOf))) return undefined;
  const [headerLength] = varint(page, start);
  // A record is exactly as long as its columns: hardly any rubbish is.
  if (headerLength + types.reduce((sum, type) => sum + widthOf(type), 0) !== length) return undefined;
  const payload = wholePayload(pages, page, { start, local, length });
  if (!payload) return undefined;
  let from = headerLength;
  const columns = types.map((type) => {
    const bytes = payload.subarray(from, from + widthOf(type));
    from += bytes.length;
    return columnOf(type, bytes);
  });
  return { rowid, columns };
}

/** How much of a payload lies in the page itself. */
function localLength(length: number, usable: number): number {
  if (length <= usable - 35) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= usable - 35 ? fitting : least;
}

/** A payload with what of it lies in other pages, each of which begins with the number of the next. */
function wholePayload(
  pages: Pages,
  page: Buffer,
  { start, local, length }: { start: number; local: number; length: number },
): Buffer | undefined {
  if (local === length) return page.subarray(start, start + length);
  if (length > pages.count * pages.usable) return undefined;
  const payload = Buffer.alloc(length);
  page.copy(payload, 0, start, start + local);
  let next = page.readUInt32BE(start + local);
  for (let done = local; done < length; ) {
    if (next < 1 || next > pages.count) return undefined;
    const more = pages.page(next);
    done += more.copy(payload, done, 4, Math.min(pages.usable, 4 + length - done));
    next = more.readUInt32BE(0);
  }
  return payload;
}

/** A number of one to nine bytes, seven bits each, and where it ends. */
function varint(bytes: Buffer, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i);
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + i + 1];
  }
  return [value * 256 + bytes.readUInt8(at + 8), at + 9];
}

/** The types of a record's columns; undefined for what can't be a record of ours. */
function typesOf(record: Buffer): number[] | undefined {
  const [headerLength, first] = varint(record, 0);
  if (headerLength > 50) return undefined;
  const types: number[] = [];
  for (let at = first; at < headerLength; ) {
    const [type, end] = varint(record, at);
    types.push(type);
    at = end;
  }
  return types;
}

function kindOf(type: number): ColumnKind {
  if (type === 0) return "null";
  if (type < 12) return "number";
  return type % 2 === 0 ? "blob" : "text";
}

function widthOf(type: number): number {
  return type < 12 ? [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] : (type - 12) >> 1;
}

function columnOf(type: number, bytes: Buffer): number | Buffer | null {
  if (type === 0) return null;
  if (type >= 12) return bytes;
  if (type >= 8) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  return type === 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
}
