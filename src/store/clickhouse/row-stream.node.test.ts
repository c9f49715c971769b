import { expect, test } from "vitest";
import { rowBinaryWriter } from "./row-binary.ts";
import { BrokenStream, blocksOf, rowsOf, type ScannedRow } from "./row-stream.node.ts";
import { ROW_MARK } from "./statements.ts";
import { ROW_STATE } from "./tables.ts";

const items = Array.from({ length: 10 }, (_, i) => ({
  id: `item ${i}`,
  vector: Float32Array.of(i, -i),
  json: i % 2 ? `{"i":${i}}` : undefined,
}));

function bytesOf(rows: readonly ScannedRow[]): Uint8Array {
  const out = rowBinaryWriter();
  for (const { id, vector, json } of rows) {
    for (const byte of new Uint8Array(Uint32Array.of(ROW_MARK).buffer)) out.uint8(byte);
    out.text(id);
    out.uint8(json === undefined ? ROW_STATE.plain : ROW_STATE.withPayload);
    out.floats(vector);
    out.text(json ?? "");
  }
  return out.done();
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<T>(source: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const one of source) into.push(one);
  return into;
}

test.each([1, 2, 7, 64, 10_000])("rows that come in pieces of %i bytes", async (size) => {
  expect(await all(rowsOf(inPieces(bytesOf(items), size)))).toEqual(items);
});

test.each([1, 3, 10, 11])("blocks of at most %i", async (size) => {
  const blocks = await all(blocksOf(rowsOf(inPieces(bytesOf(items), 50)), size, 2));
  expect(blocks.map(({ ids }) => ids.length).slice(0, -1)).toEqual(Array(blocks.length - 1).fill(size));
  expect(blocks.flatMap(({ ids }) => ids)).toEqual(items.map(({ id }) => id));
  expect(blocks.flatMap(({ payloads }) => payloads)[3]).toEqual({ i: 3 });
  expect([...blocks[0].vectors.data.slice(0, 2)]).toEqual([0, -0]);
});

test.each([1, 5, 1000])("an error's text in the place of a row, in pieces of %i bytes", async (size) => {
  const bytes = Buffer.concat([
    bytesOf(items),
    Buffer.from("\r\n__exception__\r\nCode: 241. Memory limit exceeded"),
  ]);
  const rows: ScannedRow[] = [];
  await expect(all(rowsOf(inPieces(bytes, size)), rows)).rejects.toThrow(BrokenStream);
  expect(rows).toEqual(items);
});

test("a stream that ends within a row", async () => {
  const bytes = bytesOf(items);
  const rows: ScannedRow[] = [];
  await expect(all(rowsOf(inPieces(bytes.subarray(0, -1), 20)), rows)).rejects.toThrow(BrokenStream);
  expect(rows).toEqual(items.slice(0, -1));
});
