import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { metadataJson, readSafetensors, writeSafetensors } from "./safetensors.ts";

/** A file with this header, padded to nothing, and data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  return Uint8Array.of(text.length & 255, text.length >> 8, 0, 0, 0, 0, 0, 0, ...text, ...data);
}

const entry = (dtype: string, shape: number[], begin: number, end: number): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test("all types, metadata, any order in the header", () => {
  const header = {
    c: entry("BF16", [1], 6, 8),
    __metadata__: { format: "pt" },
    a: entry("F16", [2, 1], 0, 4),
    b: entry("U8", [2], 4, 6),
    d: entry("I64", [], 8, 16),
    e: entry("F64", [1], 16, 24),
    f: entry("I32", [1], 24, 28),
    g: entry("F32", [0, 3], 28, 28),
  };
  const data = [
    ...[0, 0x3c, 0, 0xc0, 5, 255, 0x80, 0x3f],
    ...[254, 255, 255, 255, 255, 255, 255, 255],
    ...[0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 1, 0, 0, 0],
  ];
  const { tensors, metadata } = readSafetensors(file(header, data));
  expect(metadata).toEqual({ format: "pt" });
  expect([...tensors.keys()]).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  expect(tensors.get("a")).toEqual({ shape: [2, 1], data: Float32Array.of(1, -2) });
  expect(["b", "c", "d", "e", "f", "g"].map((name) => Array.from(tensors.get(name)?.data ?? []))).toEqual([
    [5, 255],
    [1],
    [-2],
    [1.5],
    [1],
    [],
  ]);
});

test("written bytes: sorted, aligned, the same for any order of the arrays", () => {
  const [x, y] = [
    { shape: [1], data: Float32Array.of(1) },
    { shape: [2], data: Float32Array.of(2, 3) },
  ];
  const bytes = writeSafetensors(
    [
      ["y", y],
      ["x", x],
    ],
    { who: "us" },
  );
  expect(bytes).toEqual(
    writeSafetensors(
      new Map([
        ["x", x],
        ["y", y],
      ]),
      { who: "us" },
    ),
  );
  const header =
    '{"__metadata__":{"who":"us"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  expect(bytes).toEqual(file(padded, [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64]));
});

test("round trip", () => {
  const arrays = fc.float32Array({ maxLength: 12 }).map((data) => ({ shape: [data.length], data }));
  const files = fc.record({
    tensors: fc.uniqueArray(fc.tuple(fc.string({ unit: "binary" }), arrays), {
      selector: ([name]) => name,
      maxLength: 5,
    }),
    metadata: fc.dictionary(fc.string(), fc.string({ unit: "binary" })),
  });
  fc.assert(
    fc.property(files, ({ tensors, metadata }) => {
      const bytes = writeSafetensors(tensors, metadata);
      const read = readSafetensors(bytes);
      expect(read.metadata).toEqual(Object.fromEntries(Object.entries(metadata)));
      expect(read.tensors).toEqual(new Map(tensors));
      expect(writeSafetensors(read.tensors, read.metadata)).toEqual(bytes);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, Uint8Array, RegExp]>([
  ["long header", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0), /announce a header of 1844/],
  ["no JSON", file("{x"), /header is no JSON/],
  ["no UTF-8", file('{"\xff"}').with(10, 0xff), /header is no JSON/],
  ["a list", file([]), /must be a JSON object/],
  ["no entry", file({ a: 5 }), /a: the header must give dtype, shape and two data_offsets, got 5/],
  ["null", file({ a: null }), /must give dtype/],
  ["negative", file({ a: entry("F32", [-1], 0, 4) }, [0, 0, 0, 0]), /must give dtype/],
  [
    "type",
    file({ a: entry("F8_E4M3", [1], 0, 1) }, [0]),
    /a: cannot read numbers of the type "F8_E4M3".*F32/,
  ],
  [
    "size",
    file({ a: entry("F32", [2], 0, 4) }, [0, 0, 0, 0]),
    /a: F32 of \[2\] is 8 bytes, got the offsets 0 to 4/,
  ],
  ["absurd", file({ a: entry("F32", [2 ** 40, 2 ** 40], 0, 4) }), /sensible product/],
  ["outside", file({ a: entry("F32", [1], 0, 4) }, [0, 0]), /reaches beyond the 2 bytes/],
  [
    "overlap",
    file({ a: entry("U8", [2], 0, 2), b: entry("U8", [2], 1, 3) }, [0, 0, 0]),
    /b .*overlaps another/,
  ],
  ["hole", file({ a: entry("U8", [1], 0, 1), b: entry("U8", [1], 2, 3) }, [0, 0, 0]), /leaves a hole/],
  ["left over", file({ a: entry("U8", [1], 0, 1) }, [0, 0]), /accounts for 1 bytes of data, got 2/],
  ["metadata", file({ __metadata__: { x: 1 } }), /__metadata__\.x must be a text/],
  ["metadata text", file({ __metadata__: "x" }), /__metadata__ must be an object/],
  [
    "overflow",
    file({ a: entry("F64", [1], 0, 8) }, [0, 0, 0, 0, 0, 0, 0xf0, 0x7e]),
    /a: the number at \[0\] is/,
  ],
])("refused: %s", (_, bytes, message) => {
  expect(() => readSafetensors(bytes, "w.safetensors")).toThrow(message);
  expect(() => readSafetensors(bytes, "w.safetensors")).toThrow(/^w\.safetensors: /);
});

test("writing refuses names that are taken", () => {
  const x = { shape: [], data: new Float32Array(1) };
  expect(() =>
    writeSafetensors([
      ["x", x],
      ["x", x],
    ]),
  ).toThrow(/"x" is taken/);
  expect(() => writeSafetensors([["__metadata__", x]])).toThrow(/taken/);
});

test("cut short at every byte", () => {
  const bytes = writeSafetensors([["weights", { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]);
  for (let end = 0; end < bytes.length; end++) {
    expect(() => readSafetensors(bytes.subarray(0, end), "w")).toThrow(/^w: /);
  }
});

test("JSON beside the arrays: given back, absent, damaged", () => {
  const bytes = writeSafetensors([], { settings: '{"width":8}', about: '{"classes":["a",' });
  const read = readSafetensors(bytes);
  expect(metadataJson(read, "settings")).toEqual({ width: 8 });
  expect(metadataJson(read, "notes")).toBeUndefined();
  expect(() => metadataJson(read, "about", "m.safetensors")).toThrow(
    'm.safetensors: its "about" is damaged: expected JSON, got "{\\"classes\\":[\\"a\\","',
  );
});

const weights = realData("weights/taef2_encoder.safetensors");
test.skipIf(!weights)("TAEF2 weights (skipped where the real data are absent)", () => {
  const { tensors } = readSafetensors(readFileSync(weights ?? ""), "taef2");
  expect(tensors.get("0.weight")?.shape).toEqual([64, 3, 3, 3]);
  const largest = Math.max(
    ...[...tensors.values()].map(({ data }) => data.reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
  );
  expect(largest).toBeGreaterThan(0.1);
  expect(largest).toBeLessThan(100);
});
