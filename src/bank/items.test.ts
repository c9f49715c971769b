import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, rowOf } from "../math/index.ts";
import { itemsOf } from "./items.ts";

describe("items", () => {
  it("hold what a map would hold, whatever is added, changed and taken away", () => {
    const change = fc.record({ id: fc.integer({ min: 0, max: 9 }), put: fc.boolean(), value: fc.integer() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const items = itemsOf({ ids: ["first"], patterns: fromRows([[1, 2, 3]]), payloads: [{ a: 1 }] });
        const expected = new Map<string, { pattern: number[]; payload: unknown; norm: number }>([
          ["first", { pattern: [1, 2, 3], payload: { a: 1 }, norm: 1 }],
        ]);
        for (const { id: number, put, value } of changes) {
          const id = String(number);
          const pattern = [Math.fround(value), number, 1];
          if (put) {
            items.put(id, pattern, { payload: value, norm: value + 1 });
            expected.set(id, { pattern, payload: value, norm: value + 1 });
          } else expect(items.take(id) >= 0).toBe(expected.delete(id));
        }
        expect(items.ids).toHaveLength(expected.size);
        expect(items.patterns.rows).toBe(expected.size);
        for (const [id, { pattern, payload, norm }] of expected) {
          const row = items.rowOf(id);
          expect(items.ids[row]).toBe(id);
          expect(items.payloads[row]).toEqual(payload);
          expect(items.norms[row]).toBe(norm);
          expect(Array.from(rowOf(items.patterns, row))).toEqual(pattern);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("grow into the room behind their matrix, and no further", () => {
    const room = new Float32Array([9, 1, 2, 0, 0]);
    const patterns = { rows: 2, columns: 1, data: room.subarray(1, 3) };
    const items = itemsOf({ ids: ["a", "b"], patterns, room: true });
    items.put("c", [3]);
    items.put("d", [4]);
    expect([...room]).toEqual([9, 1, 2, 3, 4]);
    items.put("e", [5]);
    expect([...items.patterns.data]).toEqual([1, 2, 3, 4, 5]);
    expect(items.patterns.data.buffer).not.toBe(room.buffer);
  });

  it("leave the matrix they were made of alone until it has to grow", () => {
    const patterns = fromRows([[1], [2]]);
    const items = itemsOf({ ids: ["a", "b"], patterns });
    expect(items.patterns.data.buffer).toBe(patterns.data.buffer);
    items.put("c", [3]);
    expect(Array.from(patterns.data)).toEqual([1, 2]);
    expect(Array.from(items.patterns.data)).toEqual([1, 2, 3]);
  });

  it.each([
    ["no items", { ids: [], patterns: fromRows([]) }, "there is nothing to remember"],
    ["a name too few", { ids: ["a"], patterns: fromRows([[1], [2]]) }, "1 names for patterns [2, 1]"],
    ["a name twice", { ids: ["a", "a"], patterns: fromRows([[1], [2]]) }, 'two items are called "a"'],
    ["payloads too few", { ids: ["a"], patterns: fromRows([[1]]), payloads: [] }, "0 payloads for 1 items"],
  ])("refuse %s", (_, input, message) => {
    expect(() => itemsOf(input)).toThrow(message);
  });
});
