import { type Matrix, type Partial, rowOf, zeros } from "../math/index.ts";
import { collectTop } from "./exact-top.ts";
import { type PreparedItem, payloadOf, prepareItems, requireCount, requireQueries } from "./new-items.ts";
import type { KeptItem, PatternStore, StoreBlock, StoreSnapshot } from "./pattern-store.ts";
import { mergedPartials, noPartial, softmaxOfBlock } from "./softmax-blocks.ts";
import { requireText } from "./storable.ts";

/** Rows computed with at a time. */
const BLOCK = 1024;

/**
 * A store in memory, `[N, d]`: what the others are compared with. It ends with the program, or with `close`.
 * @throws RangeError for a dimension that is no whole number ≥ 1.
 */
export function createMemoryStore({ dimension }: { dimension: number }): PatternStore {
  requireCount(dimension, "createMemoryStore: dimension");
  const items = new Map<string, PreparedItem>();
  const blobs = new Map<string, Uint8Array>();
  const state: State = { open: true };
  /** The items as they are now, until they change. */
  let frozen: readonly PreparedItem[] | undefined;
  return {
    name: "in memory",
    dimension,
    capabilities: { durable: false, shared: false, pushDown: false },
    async append(given) {
      requireOpen(state, "append");
      for (const { id, vector, json } of prepareItems(given, dimension, "append")) {
        items.delete(id);
        items.set(id, { id, vector: vector.slice(), json });
      }
      frozen = undefined;
    },
    async delete(ids) {
      requireOpen(state, "delete");
      frozen = undefined;
      return ids.filter((id) => items.delete(id)).length;
    },
    async get(ids) {
      requireOpen(state, "get");
      return ids.map((id) => keptOf(items.get(id)));
    },
    async count() {
      requireOpen(state, "count");
      return items.size;
    },
    async snapshot() {
      requireOpen(state, "snapshot");
      frozen ??= [...items.values()];
      return snapshotOf(frozen, dimension, state);
    },
    async blob(name) {
      requireOpen(state, "blob");
      return blobs.get(name)?.slice();
    },
    async setBlob(name, bytes) {
      requireOpen(state, "setBlob");
      requireText(name, "a blob", "setBlob");
      if (bytes) blobs.set(name, bytes.slice());
      else blobs.delete(name);
    },
    async blobNames() {
      requireOpen(state, "blobNames");
      return [...blobs.keys()].sort();
    },
    async close() {
      state.open = false;
      items.clear();
      frozen = undefined;
    },
  };
}

/** Whether a store or a snapshot is open; a snapshot's says no as soon as its store's does. */
interface State {
  open: boolean;
}

function requireOpen(state: State, caller: string): void {
  if (!state.open) throw new Error(`${caller}: this store is closed; open it again`);
}

function keptOf(item: PreparedItem | undefined): KeptItem | undefined {
  return item && { id: item.id, vector: item.vector.slice(), payload: payloadOf(item.json) };
}

function snapshotOf(items: readonly PreparedItem[], dimension: number, store: State): StoreSnapshot {
  const own: State = { open: true };
  const requireReadable = (caller: string): void => {
    requireOpen(store, caller);
    if (!own.open) throw new Error(`${caller}: this snapshot is closed; take another one`);
  };
  return {
    dimension,
    count: items.length,
    async *scan({ blockSize = BLOCK } = {}) {
      requireCount(blockSize, "scan: blockSize");
      for (const [first, vectors] of blocksOf(items, dimension, blockSize)) {
        requireReadable("scan");
        const some = items.slice(first, first + vectors.rows);
        const payloads = some.map(({ json }) => payloadOf(json));
        yield { ids: some.map(({ id }) => id), payloads, vectors } satisfies StoreBlock;
      }
    },
    async topK(queries, k, { score = "dot" } = {}) {
      requireReadable("topK");
      requireQueries(queries, dimension, "topK");
      const top = collectTop(queries, requireCount(k, "topK: k"), score);
      for (const [first, vectors] of blocksOf(items, dimension, BLOCK))
        top.add(vectors, (row) => first + row);
      return top.best().map((entries) =>
        entries.map(({ key, vector, score }) => {
          const { id, json } = items[key];
          return { id, vector, payload: payloadOf(json), score };
        }),
      );
    },
    async reduce(queries, beta) {
      requireReadable("reduce");
      requireQueries(queries, dimension, "reduce");
      let all: Partial[] = Array.from({ length: queries.rows }, () => noPartial(dimension));
      for (const [, vectors] of blocksOf(items, dimension, BLOCK)) {
        all = mergedPartials(all, softmaxOfBlock(vectors, queries, beta), beta);
      }
      return all;
    },
    async close() {
      own.open = false;
    },
  };
}

/** The vectors in blocks of at most so many, each with the number of its first item. */
function* blocksOf(
  items: readonly PreparedItem[],
  dimension: number,
  size: number,
): Generator<readonly [first: number, vectors: Matrix]> {
  for (let first = 0; first < items.length; first += size) {
    const vectors = zeros(Math.min(size, items.length - first), dimension);
    for (let row = 0; row < vectors.rows; row++) rowOf(vectors, row).set(items[first + row].vector);
    yield [first, vectors];
  }
}
