import { existsSync } from "node:fs";
import { readBytes, writeBytes } from "../data/index.node.ts";
import {
  arrayFromMatrix,
  matrixFromArray,
  type NumericArray,
  readNpz,
  readSafetensors,
  writeNpz,
  writeSafetensors,
} from "../data/index.ts";
import { rowOf, zeros } from "../math/index.ts";
import type { NewItem, PatternStore } from "./pattern-store.ts";

/** What of a memory isn't numbers: ids, and payloads where there are any, as lists in the order of the vectors. */
interface Names {
  readonly ids: readonly string[];
  readonly payloads?: readonly unknown[];
}

/** So many items are added at a time. */
const BATCH = 10_000;

/** The name of the array, `[N, d]`. */
const VECTORS = "vectors";

/**
 * Writes all vectors, ids and payloads of a store into a file that other programs read: `.safetensors`, with ids and
 * payloads as JSON in its metadata, or `.npz`, with them in a file beside it, `<path>.json`. Blobs aren't exported, and
 * a payload of null comes back as none.
 * @returns how many items
 * @throws RangeError (rejects) for another kind of file; Error in one plain line where it can't be written.
 */
export async function exportMemory(store: PatternStore, path: string): Promise<number> {
  const kind = kindOf(path, "exportMemory");
  const snapshot = await store.snapshot();
  try {
    const vectors = zeros(snapshot.count, snapshot.dimension);
    const ids: string[] = [];
    const payloads: unknown[] = [];
    for await (const block of snapshot.scan()) {
      vectors.data.set(block.vectors.data, ids.length * snapshot.dimension);
      ids.push(...block.ids);
      payloads.push(...block.payloads);
    }
    const some = payloads.some((payload) => payload !== undefined);
    const texts = { ids: JSON.stringify(ids), ...(some && { payloads: JSON.stringify(payloads) }) };
    const arrays = [[VECTORS, arrayFromMatrix(vectors)]] as const;
    if (kind === "safetensors") writeBytes(path, writeSafetensors(arrays, texts));
    else {
      const fields = Object.entries(texts).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
      writeBytes(`${path}.json`, `{${fields.join(",")}}\n`);
      writeBytes(path, writeNpz(arrays));
    }
    return ids.length;
  } finally {
    await snapshot.close();
  }
}

/** What {@link importMemory} reads, before it is added anywhere. */
export interface Portable {
  /** d. */
  readonly dimension: number;
  readonly items: readonly NewItem[];
}

/**
 * Reads what {@link exportMemory} writes, or any `.safetensors` or `.npz` file with an array `[N, d]`: the one named
 * `vectors`, or the only one. Items without an id get their number as one.
 * @throws RangeError for another kind of file; Error in one plain line where it can't be read.
 */
export function readPortable(path: string): Portable {
  const { arrays, names } = kindOf(path, "readPortable") === "npz" ? fromNpz(path) : fromSafetensors(path);
  const array = arrays.get(VECTORS) ?? (arrays.size === 1 ? [...arrays.values()][0] : undefined);
  if (!array) {
    throw new Error(`${path}: holds ${[...arrays.keys()].join(", ")}; name one of them ${VECTORS}`);
  }
  const vectors = matrixFromArray(array, path);
  const { ids = Array.from({ length: vectors.rows }, (_, i) => String(i)), payloads = [] } = names ?? {};
  if (ids.length !== vectors.rows || (payloads.length > 0 && payloads.length !== vectors.rows)) {
    throw new Error(
      `${path}: ${ids.length} ids and ${payloads.length} payloads for ${vectors.rows} vectors; give one each`,
    );
  }
  const items = ids.map((id, i): NewItem => {
    const payload = payloads[i] ?? undefined;
    return { id, vector: rowOf(vectors, i), ...(payload !== undefined && { payload }) };
  });
  return { dimension: vectors.columns, items };
}

/** Adds what {@link readPortable} reads to a store; how many items. */
export async function importMemory(store: PatternStore, path: string): Promise<number> {
  const { items } = readPortable(path);
  for (let from = 0; from < items.length; from += BATCH) await store.append(items.slice(from, from + BATCH));
  return items.length;
}

interface Read {
  readonly arrays: ReadonlyMap<string, NumericArray>;
  readonly names: Names | undefined;
}

function fromNpz(path: string): Read {
  const beside = `${path}.json`;
  const names = existsSync(beside) ? namesIn(new TextDecoder().decode(readBytes(beside)), beside) : undefined;
  return { arrays: readNpz(readBytes(path), path), names };
}

function fromSafetensors(path: string): Read {
  const { tensors, metadata } = readSafetensors(readBytes(path), path);
  const fields = ["ids", "payloads"].flatMap((name) =>
    metadata[name] === undefined ? [] : [`${JSON.stringify(name)}:${metadata[name]}`],
  );
  const names = metadata.ids === undefined ? undefined : namesIn(`{${fields.join(",")}}`, path);
  return { arrays: tensors, names };
}

function namesIn(text: string, path: string): Names {
  try {
    const { ids, payloads } = JSON.parse(text) as Record<string, unknown>;
    const listed = Array.isArray(ids) && ids.every((id) => typeof id === "string");
    if (listed && (payloads === undefined || Array.isArray(payloads))) {
      return { ids, ...(payloads && { payloads }) };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`${path}: ids must be a JSON list of texts, and payloads a list`);
}

function kindOf(path: string, caller: string): "safetensors" | "npz" {
  const kind = /\.(safetensors|npz)$/i.exec(path)?.[1].toLowerCase();
  if (kind === "safetensors" || kind === "npz") return kind;
  throw new RangeError(`${caller}: the file must be called .safetensors or .npz, got ${path}`);
}
