import { PassThrough, Readable } from "node:stream";
import { expect, it } from "vitest";
import { type Frame, framesOf, writeFrame } from "./frames.ts";

async function all(source: Readable): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of framesOf(source)) frames.push(frame);
  return frames;
}

/** The bytes of two frames, one without a payload. */
async function written(): Promise<Buffer> {
  const stream = new PassThrough();
  await writeFrame(stream, { request: "load", name: "Ξ" }, Uint8Array.of(1, 2, 3));
  await writeFrame(stream, { request: "info" });
  stream.end();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const expected = [
  { header: { request: "load", name: "Ξ", bytes: 3 }, payload: Buffer.of(1, 2, 3) },
  { header: { request: "info", bytes: 0 }, payload: Buffer.alloc(0) },
];

it.each([1, 5, 1000])("frames arrive as they were written, in parts of %i bytes", async (size) => {
  const bytes = await written();
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  expect(await all(Readable.from(parts))).toEqual(expected);
});

it("a length in four bytes, little-endian, comes first", async () => {
  const bytes = await written();
  const length = bytes.readUInt32LE();
  expect(bytes.subarray(4, 4 + length).toString()).toBe('{"request":"load","name":"Ξ","bytes":3}');
});
