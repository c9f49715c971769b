import type { Readable, Writable } from "node:stream";

/** A JSON header and the bytes that follow it. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** So much is written at a time. */
const PART = 2 ** 24;

/** Writes the header's length (4 bytes, little-endian), the header with the count of `bytes`, and the bytes. */
export async function writeFrame(
  target: Writable,
  header: Frame["header"],
  payload: Uint8Array = new Uint8Array(0),
): Promise<void> {
  const text = Buffer.from(JSON.stringify({ ...header, bytes: payload.byteLength }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.byteLength);
  await write(target, Buffer.concat([length, text]));
  for (let at = 0; at < payload.byteLength; at += PART) await write(target, payload.subarray(at, at + PART));
}

/** The frames of a stream, one after the other, until it ends. */
export async function* framesOf(source: Readable): AsyncGenerator<Frame> {
  const bytes = new Bytes(source);
  for (;;) {
    const length = await bytes.take(4);
    if (length.byteLength < 4) return;
    const text = await bytes.take(length.readUInt32LE());
    const header = JSON.parse(text.toString("utf8")) as Frame["header"];
    yield { header, payload: await bytes.take(Number(header.bytes ?? 0)) };
  }
}

/** Resolves when the part has left, or when the stream is broken, which its owner hears of otherwise. */
function write(target: Writable, part: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    target.write(part, () => resolve());
  });
}

/** A stream that is read by counts of bytes. */
class Bytes {
  readonly #parts: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: Readable) {
    this.#parts = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The next `count` bytes; fewer where the stream ends before. */
  async take(count: number): Promise<Buffer> {
    const result = Buffer.alloc(count);
    let filled = 0;
    while (filled < count) {
      if (this.#rest.byteLength === 0) {
        const { value, done } = await this.#parts.next();
        if (done) return result.subarray(0, filled);
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, count - filled);
      result.set(part, filled);
      filled += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
    }
    return result;
  }
}
