import { type Matrix, matrix, rowOf, rowsOf, zeros } from "../math/index.ts";
import { jointPatterns, jointQueries } from "../memory/index.ts";
import type { ExperimentData } from "./data.ts";
import type { HenBench } from "./hen-bench.ts";
import { clipVectors, keysFor } from "./hen-captions.ts";
import { range, textCodes } from "./hen-memory.ts";
import { openPictures } from "./hen-pictures.ts";
import { meanOfRows, scaled } from "./hen-recall.ts";
import type { TextCell } from "./hen-text-cell.ts";

/** Pictures kept with texts. */
export interface Association {
  readonly name: string;
  /** [image; text], `[N, d + d′]`. */
  readonly patterns: Matrix;
  /** [0; text], `[N, d + d′]`. */
  readonly queries: Matrix;
  /** How many texts are of their own picture. */
  readonly own: number;
}

const last = new WeakMap<HenBench, Promise<Association>>();
const names = new WeakMap<HenBench, string>();

/** The association that a cell asks for; the last one of a bench is kept. */
export function associationOf(cell: TextCell, bench: HenBench, data: ExperimentData): Promise<Association> {
  const name = `${cell.text} ${cell.scale}`;
  const known = last.get(bench);
  if (known && names.get(bench) === name) return known;
  const made = associate(cell, bench, { data, name });
  last.set(bench, made);
  names.set(bench, name);
  return made;
}

async function associate(
  { set, memories, text, scale }: TextCell,
  { memory }: HenBench,
  { data, name }: { data: ExperimentData; name: string },
): Promise<Association> {
  const { texts, own } = keysFor(openPictures(set, data.folder).names.slice(0, memories), data.folder);
  const codes =
    text === "CLIP"
      ? rowsOf(clipVectors(data.folder), range(0, memories))
      : await textCodes(texts, { codec: memory.codec, cacheFolder: data.cacheFolder });
  const halves = [memory.codes, codes];
  const count = text === "CLIP" ? 0 : own;
  if (scale === "raw") {
    const blank = zeros(memories, memory.codec.length);
    return { name, own: count, patterns: besides(halves[0], halves[1]), queries: besides(blank, halves[1]) };
  }
  const [images, keys] = halves.map((half) => scaled(half, scale, meanOfRows(half)));
  const { patterns, layout } = jointPatterns([images, keys]);
  return { name, own: count, patterns, queries: jointQueries([undefined, keys], layout) };
}

/** [a; b], row by row. */
function besides(a: Matrix, b: Matrix): Matrix {
  const all = matrix(new Float32Array(a.rows * (a.columns + b.columns)), a.rows, a.columns + b.columns);
  for (let n = 0; n < a.rows; n++) {
    rowOf(all, n).set(rowOf(a, n));
    rowOf(all, n).set(rowOf(b, n), a.columns);
  }
  return all;
}
