import { expect, test } from "vitest";
import { EndOfBytes, rowBinaryReader, rowBinaryWriter } from "./row-binary.ts";

test("bytes as ClickHouse documents them", () => {
  const row = rowBinaryWriter(1);
  row.uint8(7);
  row.uint64(0x0102030405060708n);
  row.text("é");
  row.floats(Float32Array.of(1, -2));
  expect([...row.done()]).toEqual([7, 8, 7, 6, 5, 4, 3, 2, 1, 2, 0xc3, 0xa9, 2, 0, 0, 128, 63, 0, 0, 0, 192]);
});

test("what is written is read", () => {
  const [texts, long] = [
    ["", "\ufeffa\0b", "x".repeat(127), "y".repeat(128), "z".repeat(20_000)],
    new Float32Array(300).fill(0.1),
  ];
  const row = rowBinaryWriter(2);
  for (const text of texts) row.text(text);
  row.floats(new Float32Array(300).map((_, i) => i).subarray(3, 6));
  row.floats(long);
  row.bytes(Uint8Array.of(1, 2));
  row.uint64(2n ** 64n - 1n);
  const reader = rowBinaryReader(row.done());
  expect(texts.map(() => reader.text())).toEqual(texts);
  expect(reader.floats()).toEqual(Float32Array.of(3, 4, 5));
  expect(reader.floats()).toEqual(long);
  expect(reader.bytes()).toEqual(Uint8Array.of(1, 2));
  expect(reader.uint64()).toBe(2n ** 64n - 1n);
  expect(reader.atEnd()).toBe(true);
});

test("float64 and lists of versions", () => {
  const bytes = Buffer.alloc(1 + 16 + 8 + 1 + 8);
  bytes[0] = 2;
  bytes.writeDoubleLE(0.1, 1);
  bytes.writeDoubleLE(-1e300, 9);
  bytes.writeDoubleLE(2.5, 17);
  bytes[25] = 1;
  bytes.writeBigUInt64LE(77n, 26);
  const reader = rowBinaryReader(bytes);
  expect(reader.doubles()).toEqual(Float64Array.of(0.1, -1e300));
  expect([reader.float64(), reader.uint64s(), reader.atEnd()]).toEqual([2.5, [77n], true]);
});

test("bytes that end within a value", () => {
  const row = rowBinaryWriter();
  row.text("hello");
  const bytes = row.done();
  for (let end = 0; end < bytes.length; end++) {
    expect(() => rowBinaryReader(bytes.subarray(0, end)).text()).toThrow(EndOfBytes);
  }
});
