import { requireFinite } from "../math/index.ts";
import type { NewMemory } from "./stored-memory.ts";

/**
 * Passes a memory on if a store can keep it as it is: one unique id and at most one payload per row of the
 * patterns, at least one number in them, all finite, and names that survive as UTF-8.
 * @param caller the function to name in messages
 * @throws RangeError saying what is wrong, and with which item.
 */
export function requireStorable(memory: NewMemory, caller: string): NewMemory {
  const { ids, payloads, patterns, blobs } = memory;
  const { rows, columns, data } = patterns;
  if (rows === 0) throw new RangeError(`${caller}: there is nothing to remember; give at least one item`);
  if (columns === 0) throw new RangeError(`${caller}: patterns need at least one column, got [${rows}, 0]`);
  if (data.length !== rows * columns) {
    throw new RangeError(`${caller}: patterns hold ${data.length} numbers, not ${rows} × ${columns}`);
  }
  requireOnePerRow(ids, "ids", rows, caller);
  if (payloads) requireOnePerRow(payloads, "payloads", rows, caller);
  ids.forEach((id, i) => {
    requireText(id, `item ${i}`, caller);
  });
  for (const name of blobs?.keys() ?? []) requireText(name, "a blob", caller);
  requireUnique(ids, caller);
  requireFinite(patterns, `${caller}: patterns`);
  return memory;
}

/**
 * A payload as JSON, undefined for undefined. Refuses what JSON would silently change (NaN, dates, maps,
 * instances of classes, functions); properties that are undefined are left out.
 * @param id whose payload it is, for messages
 * @throws TypeError naming the id and the property.
 */
export function payloadJson(payload: unknown, id: string, caller: string): string | undefined {
  const fault = (key: string, found: string): TypeError =>
    new TypeError(
      `${caller}: the payload of ${JSON.stringify(id)} is not JSON: ${found}${key === "" ? "" : ` at ${JSON.stringify(key)}`}`,
    );
  /** Sees each value before its toJSON is asked. */
  function original(this: Record<string, unknown>, key: string): unknown {
    const value = this[key];
    if (!isJson(value) || (value === undefined && Array.isArray(this))) throw fault(key, nameOf(value));
    return value;
  }
  try {
    return JSON.stringify(payload, original);
  } catch (error) {
    const circular = error instanceof TypeError && error.message.includes("circular");
    throw circular ? fault("", "it contains itself") : error;
  }
}

function requireOnePerRow(list: readonly unknown[], name: string, rows: number, caller: string): void {
  if (list.length === rows) return;
  throw new RangeError(
    `${caller}: ${name} must be one per row of the patterns, got ${list.length} for ${rows}`,
  );
}

/** Half of a surrogate pair can't be written as UTF-8. */
export function requireText(name: unknown, whose: string, caller: string): void {
  if (typeof name === "string" && !/\p{Surrogate}/u.test(name)) return;
  throw new RangeError(`${caller}: ${whose} needs a name of well-formed text, got ${JSON.stringify(name)}`);
}

export function requireUnique(ids: readonly string[], caller: string): void {
  const seen = new Map<string, number>();
  ids.forEach((id, i) => {
    const other = seen.get(id);
    if (other !== undefined) {
      throw new RangeError(
        `${caller}: ids must be unique, got ${JSON.stringify(id)} for items ${other} and ${i}`,
      );
    }
    seen.set(id, i);
  });
}

/** Whether a value, not looking into it, is one that JSON can hold, or undefined. */
function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return ["string", "boolean", "undefined"].includes(typeof value);
  if (value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an instance of ${value.constructor.name}`;
}
