import { type Codec, shownPixels } from "../codecs/index.ts";
import { type Picture, resized } from "../data/index.ts";
import { type Matrix, matrix, norm, requireFinite, rowOf, unitRows, zeros } from "../math/index.ts";
import { knownGrid } from "./known-grid.ts";

/** A cue: a picture of any size, where the memory holds pictures, or a vector `[d]`. */
export type Cue = Picture | ArrayLike<number>;

/** What of a cue is intact: a flag per pixel of the picture, or per number of the vector. */
export type CueKnown = ArrayLike<boolean | number> | undefined;

/** Patterns of unit length `[n, d]`, and how long they were before, `[n]`: 0 for zeros, which stay. */
export interface Codes {
  readonly patterns: Matrix;
  readonly norms: Float32Array;
}

export interface CodesOptions {
  codec: Codec | undefined;
  d: number;
  known?: readonly CueKnown[];
  /** Whether these are cues, which may have lost something, and not items. Default: false. */
  damaged?: boolean;
}

/** Rows `[n, d]` made unit length. */
export function unitCodes(rows: Matrix): Codes {
  const norms = Float32Array.from({ length: rows.rows }, (_, i) => norm(rowOf(rows, i)));
  return { patterns: unitRows(rows), norms };
}

/**
 * The codes of cues for a memory of codes of d numbers: pictures through its codec, together; vectors as they are,
 * what isn't known of them set to 0. Of `damaged` pictures, areas without any contrast count as not known; networks, which
 * would take them for content, are told so.
 * @throws RangeError (rejects) for pictures where there is no codec, vectors and flags of another length, NaN, infinity.
 */
export async function codesOf(
  cues: readonly Cue[],
  { codec, d, known = [], damaged = false }: CodesOptions,
): Promise<Codes> {
  const rows = zeros(cues.length, d);
  const pictured: { row: number; picture: Picture }[] = [];
  for (const [row, cue] of cues.entries()) {
    if ("pixels" in cue) pictured.push({ row, picture: cue });
    else rowOf(rows, row).set(vectorOf(cue, known[row], d));
  }
  if (pictured.length > 0) {
    if (!codec) throw new RangeError("Memory: this memory holds vectors; give a vector as the cue");
    const { width, height } = codec;
    const small = pictured.map(({ picture }) => resized(picture, width, height));
    const flags = pictured.map(({ row, picture }, i) => {
      const told = knownGrid(picture, known[row], width, height);
      if (!damaged || !codec.decode) return told;
      const shown = shownPixels(small[i]);
      return told ? told.map((flag, k) => flag && shown[k]) : shown;
    });
    const codes = await codec.encodeMany(small, flags);
    for (const [i, { row }] of pictured.entries()) rowOf(rows, row).set(rowOf(codes, i));
  }
  return unitCodes(rows);
}

function vectorOf(cue: ArrayLike<number>, known: CueKnown, d: number): Float32Array {
  if (cue.length !== d) {
    throw new RangeError(`Memory: the cue has ${cue.length} numbers, the patterns ${d}; give ${d}`);
  }
  if (known && known.length !== d) {
    throw new RangeError(`Memory: known has ${known.length} flags for ${d} numbers; give one each`);
  }
  const vector = Float32Array.from(cue, (value, i) => (known && !known[i] ? 0 : value));
  return requireFinite(matrix(vector, 1, d), "cue").data;
}
