import { checksumOf, type Manifest, placeOf } from "./memory-schema.node.ts";
import { type ColumnKind, type FoundRow, rowsInPages } from "./sqlite-rows.node.ts";

/** All rows of a memory whose checksums hold. */
export interface SoundRows {
  /** By position. */
  readonly items: ReadonlyMap<number, { readonly id: string; readonly json: string | undefined }>;
  /** Pieces of the patterns, by the position of their first row. */
  readonly pieces: ReadonlyMap<number, { readonly bytes: Buffer; readonly gapped: boolean }>;
  /** The distances of the rows' positions from the first, by that. */
  readonly gaps: ReadonlyMap<number, Buffer>;
  /** Pieces by the byte of the blob at which they start, by name. */
  readonly blobs: ReadonlyMap<string, ReadonlyMap<number, Buffer>>;
  readonly manifest: Manifest | undefined;
}

/** The columns of each table's rows; a key of whole numbers is the row's number, and null in the row. */
const SHAPES: ReadonlySet<string> = new Set([
  "text number",
  "null text null number",
  "null text text number",
  "null blob number",
  "text number blob number",
]);

/** Looks through all pages of a file. A checksum also says to which table and place a row belongs. */
export function soundRowsIn(path: string): SoundRows {
  const items = new Map<number, { id: string; json: string | undefined }>();
  const pieces = new Map<number, { bytes: Buffer; gapped: boolean }>();
  const gaps = new Map<number, Buffer>();
  const blobs = new Map<string, Map<number, Buffer>>();
  let manifest: Manifest | undefined;
  const wanted = (kinds: readonly ColumnKind[]): boolean => SHAPES.has(kinds.join(" "));
  for (const { rowid, columns } of rowsInPages(path, wanted)) {
    const [first, second, third] = columns;
    const checksum = columns.at(-1);
    const holds = (place: string, ...parts: readonly Buffer[]): boolean =>
      checksumOf(place, ...parts) === checksum;
    if (columns.length === 2 && Buffer.isBuffer(first) && holds(placeOf.manifest, first)) {
      manifest = later(manifest, JSON.parse(first.toString()) as Manifest);
    } else if (columns.length === 3 && Buffer.isBuffer(second)) {
      const gapped = holds(placeOf.gapped(rowid), second);
      // A copy: a row may be a view into a page.
      if (gapped || holds(placeOf.patterns(rowid), second))
        pieces.set(rowid, { bytes: Buffer.from(second), gapped });
      else if (holds(placeOf.gaps(rowid), second)) gaps.set(rowid, Buffer.from(second));
    } else if (first === null && Buffer.isBuffer(second)) {
      const parts = Buffer.isBuffer(third) ? [second, third] : [second];
      const [id, json] = parts.map(String);
      if (holds(placeOf.item(rowid), ...parts)) items.set(rowid, { id, json });
    } else noteBlob(blobs, { rowid, columns }, holds);
  }
  return { items, pieces, gaps, blobs, manifest };
}

function noteBlob(
  blobs: Map<string, Map<number, Buffer>>,
  { columns: [name, start, bytes] }: FoundRow,
  holds: (place: string, ...parts: readonly Buffer[]) => boolean,
): void {
  if (!Buffer.isBuffer(name) || typeof start !== "number" || !Buffer.isBuffer(bytes)) return;
  const text = name.toString();
  if (!holds(placeOf.blob(text, start), bytes)) return;
  blobs.set(text, (blobs.get(text) ?? new Map<number, Buffer>()).set(start, Buffer.from(bytes)));
}

function later(one: Manifest | undefined, other: Manifest): Manifest {
  return one && (one.next ?? one.items) > (other.next ?? other.items) ? one : other;
}

/**
 * d: as the manifest says; where that is lost, as most pieces say, whose rows reach to the next piece, or to the last item.
 */
export function dimensionOf({ manifest, pieces, gaps, items }: SoundRows): number | undefined {
  if (manifest) return manifest.dimension;
  const votes = new Map<number, number>();
  const firsts = [...pieces.keys()].sort((a, b) => a - b);
  const end = [...items.keys()].reduce((most, position) => Math.max(most, position + 1), 0);
  firsts.forEach((first, i) => {
    const rows = (gaps.get(first)?.length ?? 0) / 4 || (firsts[i + 1] ?? end) - first;
    const dimension = (pieces.get(first)?.bytes.length ?? 0) / (4 * rows);
    if (Number.isInteger(dimension) && dimension > 0) votes.set(dimension, (votes.get(dimension) ?? 0) + 1);
  });
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}
