import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { matrixFromArray } from "./numeric-array.ts";

/** Written by NumPy 2.4.6: `np.save` of [[1, 2.5, -3], [0.1, 1e30, -0.0]] as '<f4'. */
const saved =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AAAgQAAAQMDNzMw9yvJJcQAAAIA=";
const savedArray = { shape: [2, 3], data: Float32Array.of(1, 2.5, -3, 0.1, 1e30, -0) };
/** The same array in Fortran order; [1.5, -2.25] as '>f8' in version 2.0; the scalar 7 in version 3.0. */
const fortran =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/zczMPQAAIEDK8klxAABAwAAAAIA=";
const version2 =
  "k05VTVBZAgB0AAAAeydkZXNjcic6ICc+ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/+AAAAAAAAMACAAAAAAAA";
const version3 =
  "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAOBA";

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const fromHex = (text: string): number[] =>
  (text.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));

/** A version 1.0 file with this header and data. */
function npy(header: string, data: readonly number[] = []): Uint8Array {
  const text = `${header}\n`;
  return Uint8Array.of(
    147,
    78,
    85,
    77,
    80,
    89,
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...Buffer.from(text),
    ...data,
  );
}

const typed = (descr: string, shape: string, data: readonly number[] = []): Uint8Array =>
  npy(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`, data);

test("files of NumPy are read, and written to the byte", () => {
  expect(readNpy(fromBase64(saved))).toEqual(savedArray);
  expect(writeNpy(savedArray)).toEqual(fromBase64(saved));
  expect(readNpy(fromBase64(version2))).toEqual({ shape: [2], data: Float32Array.of(1.5, -2.25) });
  expect(readNpy(fromBase64(version3))).toEqual({ shape: [], data: Float32Array.of(7) });
});

test.each([
  ["|b1", "000101", [0, 1, 1]],
  ["|i1", "000164", [0, 1, 100]],
  ["|i1", "80ff7f", [-128, -1, 127]],
  ["|u1", "0001ff", [0, 1, 255]],
  ["<i2", "000001006400", [0, 1, 100]],
  [">i2", "ffff0001ff9c", [-1, 1, -100]],
  [">u2", "00000001ffff", [0, 1, 65535]],
  ["<i4", "0000000001000000ffffffff", [0, 1, -1]],
  [">i4", "000000000000000100000064", [0, 1, 100]],
  ["<u4", "000000000100000000000080", [0, 1, 2 ** 31]],
  ["<i8", "00000000000000000100000000000000ffffffffffffffff", [0, 1, -1]],
  [">i8", "00000000000000000000000100000000fffffffffffffffe", [0, 2 ** 32, -2]],
  ["<u8", "00000000000000000100000000000000ffffffffffffffff", [0, 1, 2 ** 64]],
  ["<f2", "0000003c4056", [0, 1, 100]],
  [">f2", "0001fbff8000", [2 ** -24, -65504, -0]],
  ["<f2", "007c00fc007e", [Infinity, -Infinity, NaN]],
  [">f4", "000000003f80000042c80000", [0, 1, 100]],
  ["<f8", "000000000000f03f000000000000f07f000000000000f8ff", [1, Infinity, NaN]],
])("%s %s", (descr, data, expected) => {
  expect(Array.from(readNpy(typed(descr, "(3,)", fromHex(data))).data)).toEqual(expected);
});

test("headers by other writers: double quotes, other order, no trailing comma, Python 2", () => {
  const header = `{"shape": (1L, 2L), "fortran_order": False, "descr": "<i2"}`;
  expect(readNpy(npy(header, [1, 0, 2, 0]))).toEqual({ shape: [1, 2], data: Float32Array.of(1, 2) });
});

test("empty shapes", () => {
  const empty = { shape: [0, 5], data: new Float32Array(0) };
  expect(readNpy(writeNpy(empty))).toEqual(empty);
  expect(matrixFromArray(empty)).toEqual({ rows: 0, columns: 5, data: empty.data });
  const scalar = { shape: [], data: Float32Array.of(3) };
  expect(readNpy(writeNpy(scalar))).toEqual(scalar);
});

test("any alignment, and the read array shares no memory with the file", () => {
  const bytes = fromBase64(saved);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  const array = readNpy(shifted.subarray(1));
  shifted.fill(0);
  expect(array).toEqual(savedArray);
  expect(readNpy(Buffer.from(saved, "base64"))).toEqual(savedArray);
});

test("written arrays are read back unchanged", () => {
  const arrays = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      data: fc.float32Array({ minLength: product(shape), maxLength: product(shape) }),
    }),
  );
  fc.assert(
    fc.property(arrays, (array) => {
      const bytes = writeNpy(array);
      expect((bytes.length - 4 * array.data.length) % 64).toBe(0);
      expect(readNpy(bytes)).toEqual(array);
    }),
    { numRuns: 300 },
  );
});

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

test.each<[string, Uint8Array, RegExp]>([
  ["Fortran order", fromBase64(fortran), /^q\.npy: .*Fortran.*np\.ascontiguousarray/],
  ["complex", typed("<c8", "(0,)"), /complex numbers \(<c8\).*astype/],
  ["objects", typed("|O", "(0,)"), /Python objects/],
  ["text", typed("<U5", "(0,)"), /text/],
  ["dates", typed("<M8[s]", "(0,)"), /type <M8\[s\]/],
  ["no such size", typed("<f3", "(0,)"), /type <f3/],
  [
    "records",
    npy("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (0,), }"),
    /several fields/,
  ],
  ["zip", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0), /no \.npy file.*50 4b 03 04/],
  ["nothing", new Uint8Array(0), /got no bytes/],
  ["version 4", Uint8Array.of(...fromBase64(saved).with(6, 4)), /version 4\.0/],
  ["trailing", Uint8Array.of(...fromBase64(saved), 0), /something behind its data.*24 bytes, got 25/],
  [
    "absurd shape",
    typed("<f4", "(9007199254740991, 9007199254740991)"),
    /whole numbers with a sensible product/,
  ],
  ["large shape", typed("<f4", "(9007199254740, 3)"), /cut short/],
  ["number for tuple", typed("<f4", "(3)"), /header must name/],
  ["negative", typed("<f4", "(-3,)"), /header must name/],
  ["no shape", npy("{'descr': '<f4', 'fortran_order': False, }"), /header must name/],
  [
    "twice",
    npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (), }"),
    /header must name/,
  ],
  ["more", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 'y'}"), /header must name/],
  ["code", npy("__import__('os')"), /header must name/],
  [
    "float64 overflow",
    typed("<f8", "(1, 2)", fromHex("0000000000000000000000000000f07e")),
    /\[0, 1\] is .*float32/,
  ],
])("refused: %s", (_, bytes, message) => {
  expect(() => readNpy(bytes, "q.npy")).toThrow(message);
  expect(() => readNpy(bytes, "q.npy")).toThrow(/^q\.npy: /);
});

test("cut short at every byte, the error says so", () => {
  for (const bytes of [saved, version2, version3].map(fromBase64)) {
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readNpy(bytes.subarray(0, end), "q.npy")).toThrow(/^q\.npy: is (cut short|no \.npy file)/);
    }
  }
});

test("changed bytes are read or refused with a plain error", () => {
  const bytes = fromBase64(saved);
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (pairs) => {
      const changed = bytes.slice();
      for (const [at, value] of pairs) changed[at] = value;
      try {
        readNpy(changed, "q.npy");
      } catch (error) {
        expect(String(error)).toMatch(/^Error: q\.npy: /);
      }
    }),
    { numRuns: 500 },
  );
});

test("writing refuses data that doesn't fill its shape", () => {
  expect(() => writeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow(/needs 4 numbers, got 3/);
  expect(() => writeNpy({ shape: Array(65).fill(1), data: new Float32Array(1) })).toThrow(/64 dimensions/);
});

const clip = realData("clip/coco80_vitb32_text.f16.npy");
test.skipIf(!clip)("CLIP text vectors (skipped where the real data are absent)", () => {
  const vectors = matrixFromArray(readNpy(readFileSync(clip ?? ""), "clip"));
  expect([vectors.rows, vectors.columns]).toEqual([80, 512]);
  expect(Array.from(vectors.data.subarray(0, 2))).toEqual([0.162841796875, 0.0267181396484375]);
});
