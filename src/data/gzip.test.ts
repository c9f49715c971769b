import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { crc32, gunzipped } from "./gzip.ts";

/** `printf 'hello hello hello\n' | gzip -n` */
const hello = Uint8Array.from(
  Buffer.from("1f8b0800000000000003cb48cdc9c957c840905c003b7c8adf12000000", "hex"),
);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const joined = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));

test("gzip is unpacked, anything else passed on", () => {
  expect(text(gunzipped(hello))).toBe("hello hello hello\n");
  const plain = Uint8Array.of(1, 2, 3);
  expect(gunzipped(plain)).toBe(plain);
  expect(gunzipped(new Uint8Array(0)).length).toBe(0);
});

test("CRC-32 check value", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("several members, with file names, over many chunks", () => {
  const large = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  const packed = joined(
    gzipSync(large, { filename: "a.bin" }),
    hello,
    gzipSync(large.subarray(0, 200_000), { level: 0 }),
  );
  const result = gunzipped(packed);
  expect(result.length).toBe(500_018);
  expect(Buffer.compare(result, gunzipSync(packed))).toBe(0);
});

test("round trip", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), (parts) => {
      expect(gunzipped(joined(...parts.map((part) => gzipSync(part))))).toEqual(joined(...parts));
    }),
    { numRuns: 200 },
  );
});

test("very many members", () => {
  const members = new Uint8Array(4000 * hello.length);
  for (let i = 0; i < 4000; i++) members.set(hello, i * hello.length);
  expect(gunzipped(members).length).toBe(4000 * 18);
});

test("cut short at every byte", () => {
  const packed = joined(
    gzipSync(
      Uint8Array.from({ length: 500 }, (_, i) => i % 7),
      { filename: "x" },
    ),
    hello,
  );
  const first = packed.length - hello.length;
  for (let end = 2; end < packed.length; end++) {
    if (end === first) continue;
    expect(() => gunzipped(packed.subarray(0, end), "a.gz")).toThrow(
      /^a\.gz: the gzip data is cut short or damaged/,
    );
  }
});

test("changed bytes never give changed data", () => {
  const content = Uint8Array.from({ length: 2000 }, (_, i) => (i * 31) % 11);
  const packed = gzipSync(content);
  fc.assert(
    fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = packed.slice();
      changed[at] = (changed[at] ?? 0) ^ change;
      let result: Uint8Array | undefined;
      try {
        result = gunzipped(changed, "a.gz");
      } catch (error) {
        expect(String(error)).toMatch(/^Error: a\.gz: the gzip data is cut short or damaged/);
      }
      if (result && at > 2) expect(result).toEqual(content);
    }),
    { numRuns: 500 },
  );
});

test("a bomb is stopped at the limit, whatever size it claims", () => {
  const bomb = gzipSync(new Uint8Array(20_000_000));
  expect(bomb.length).toBeLessThan(30_000);
  for (const claim of [0, 255]) {
    bomb.fill(claim, -4);
    expect(() => gunzipped(bomb, "a.gz", 1_000_000)).toThrow(/^a\.gz: unpacks to more than 1000000 bytes/);
  }
});

const batch = realData("cifar10/test_batch_first1000.bin.gz");
test.skipIf(!batch)("a real file, as Node unpacks it (skipped where the real data are absent)", () => {
  const packed = readFileSync(batch ?? "");
  expect(Buffer.compare(gunzipped(packed), gunzipSync(packed))).toBe(0);
});
