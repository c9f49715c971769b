import { type Matrix, matrix, requireFinite, shapeOf } from "../math/index.ts";
import type { NewItem } from "./pattern-store.ts";
import { payloadJson, requireText, requireUnique } from "./storable.ts";

/** An item that any store can keep: its payload is JSON text, or undefined for none. */
export interface PreparedItem {
  readonly id: string;
  readonly vector: Float32Array;
  readonly json: string | undefined;
}

/**
 * Passes items on if a store of vectors `[d]` can keep them.
 * @param caller the function to name in messages
 * @throws RangeError for an id that is there twice or isn't well-formed text, a vector of another length, numbers
 * that aren't finite; TypeError for a payload that isn't JSON.
 */
export function prepareItems(items: readonly NewItem[], dimension: number, caller: string): PreparedItem[] {
  items.forEach(({ id, vector }, i) => {
    requireText(id, `item ${i}`, caller);
    if (!(vector instanceof Float32Array) || vector.length !== dimension) {
      const got = vector instanceof Float32Array ? `${vector.length} numbers` : typeof vector;
      throw new RangeError(
        `${caller}: ${JSON.stringify(id)} needs a Float32Array of ${dimension} numbers, got ${got}`,
      );
    }
    requireFinite(matrix(vector, 1, dimension), `${caller}: the vector of ${JSON.stringify(id)}`);
  });
  requireUnique(
    items.map(({ id }) => id),
    caller,
  );
  return items.map(({ id, vector, payload }) => ({ id, vector, json: payloadJson(payload, id, caller) }));
}

/** @throws RangeError unless the queries are finite numbers `[B, d]`. */
export function requireQueries(queries: Matrix, dimension: number, caller: string): Matrix {
  if (queries.columns !== dimension) {
    throw new RangeError(`${caller}: queries are ${shapeOf(queries)}, but vectors have ${dimension} numbers`);
  }
  return requireFinite(queries, `${caller}: queries`);
}

/** @throws RangeError unless a count is a whole number ≥ 1; `name` is that of the function and the argument. */
export function requireCount(count: number, name: string): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new RangeError(`${name} must be a whole number ≥ 1, got ${count}`);
}

/** The payload that JSON text stands for. */
export function payloadOf(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
