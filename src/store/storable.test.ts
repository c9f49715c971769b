import { expect, test } from "vitest";
import { zeros } from "../math/index.ts";
import { payloadJson, requireStorable } from "./storable.ts";

const two = { ids: ["a", "b"], patterns: zeros(2, 3) };

test("a memory is passed on", () => {
  expect(requireStorable(two, "f")).toBe(two);
  const full = { ...two, payloads: [undefined, null], blobs: new Map([["", new Uint8Array()]]) };
  expect(requireStorable(full, "f")).toBe(full);
});

test.each([
  [{ ids: [], patterns: zeros(0, 3) }, "f: there is nothing to remember; give at least one item"],
  [{ ...two, patterns: zeros(2, 0) }, "f: patterns need at least one column, got [2, 0]"],
  [{ ...two, patterns: { ...zeros(2, 3), columns: 4 } }, "f: patterns hold 6 numbers, not 2 × 4"],
  [{ ...two, ids: ["a"] }, "f: ids must be one per row of the patterns, got 1 for 2"],
  [{ ...two, payloads: [1, 2, 3] }, "f: payloads must be one per row of the patterns, got 3 for 2"],
  [{ ...two, ids: ["x\n", "x\n"] }, 'f: ids must be unique, got "x\\n" for items 0 and 1'],
  [{ ...two, ids: ["a", "\ud800"] }, 'f: item 1 needs a name of well-formed text, got "\\ud800"'],
  [
    { ...two, blobs: new Map([["\udc00", new Uint8Array()]]) },
    'f: a blob needs a name of well-formed text, got "\\udc00"',
  ],
])("misuse %#", (memory, message) => {
  expect(() => requireStorable(memory, "f")).toThrow(new RangeError(message));
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("a pattern of %d", (value) => {
  const patterns = zeros(2, 3);
  patterns.data[4] = value;
  expect(() => requireStorable({ ...two, patterns }, "f")).toThrow(
    `f: patterns: every number must be finite, got ${value} at row 1, column 1`,
  );
});

test("payloads as JSON", () => {
  expect(payloadJson(undefined, "a", "f")).toBeUndefined();
  expect(payloadJson(null, "a", "f")).toBe("null");
  expect(payloadJson({ x: [1, "é\ud800"], y: undefined }, "a", "f")).toBe('{"x":[1,"é\\ud800"]}');
  expect(payloadJson(Object.create(null), "a", "f")).toBe("{}");
});

class Point {}
const loop: Record<string, unknown> = {};
loop.self = loop;

test.each([
  [Number.NaN, "NaN"],
  [{ x: 1n }, '1 at "x"'],
  [[undefined], 'undefined at "0"'],
  [{ taken: new Date(0) }, 'an instance of Date at "taken"'],
  [new Map(), "an instance of Map"],
  [{ at: { place: new Point() } }, 'an instance of Point at "place"'],
  [loop, "it contains itself"],
])("a payload that isn't JSON %#", (payload, found) => {
  expect(() => payloadJson(payload, "a", "f")).toThrow(
    new TypeError(`f: the payload of "a" is not JSON: ${found}`),
  );
});
