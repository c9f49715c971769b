import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { readNpz, writeNpz } from "./npz.ts";

/** Written by NumPy 2.4.6: `np.savez(a=[1, 2] as '<f4', b=[[3]] as '<i8')`, and compressed with b = zeros (2, 50). */
const saved =
  "UEsDBC0AAAAAAAAAIQCayqvn//////////8FABQAYS5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAACAPwAAAEBQSwMELQAAAAAAAAAhAHOtIef//////////wUAFABiLm5weQEAEACIAAAAAAAAAIgAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDEpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoDAAAAAAAAAFBLAQItAy0AAAAAAAAAIQCayqvniAAAAIgAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQItAy0AAAAAAAAAIQBzrSHniAAAAIgAAAAFAAAAAAAAAAAAAACAAb8AAABiLm5weVBLBQYAAAAAAgACAGYAAAB+AQAAAAA=";
const savedCompressed =
  "UEsDBC0AAAAIAAAAIQCayqvn//////////8FABQAYS5ucHkBABAAiAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC4GhgZ7BgYGBwBQSwMELQAAAAgAAAAhALoegEv//////////wUAFABiLm5weQEAEACgAwAAAAAAAE8AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKpgaaOgq1CuQCLoZRMApGAU4AAFBLAQItAy0AAAAIAAAAIQCayqvnTAAAAIgAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQItAy0AAAAIAAAAIQC6HoBLTwAAAKADAAAFAAAAAAAAAAAAAACAAYMAAABiLm5weVBLBQYAAAAAAgACAGYAAAAJAQAAAAA=";

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const a = { shape: [2], data: Float32Array.of(1, 2) };
const b = { shape: [2, 50], data: new Float32Array(100) };

test("archives of NumPy are read", () => {
  expect([...readNpz(fromBase64(saved))]).toEqual([
    ["a", a],
    ["b", { shape: [1, 1], data: Float32Array.of(3) }],
  ]);
  expect([...readNpz(fromBase64(savedCompressed))]).toEqual([
    ["a", a],
    ["b", b],
  ]);
});

test("round trip, in order, and the same arrays give the same bytes", () => {
  const arrays = fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 });
  fc.assert(
    fc.property(arrays, fc.boolean(), (names, compress) => {
      const entries = names.map((name, i) => [name, i % 2 ? a : b] as const);
      const bytes = writeNpz(entries, { compress });
      expect([...readNpz(bytes)]).toEqual(entries);
      expect(writeNpz(entries, { compress })).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});

test("names that objects know, and numbers", () => {
  const names = ["__proto__", "constructor", "2", "1"];
  expect([...readNpz(writeNpz(names.map((name) => [name, a] as const))).keys()]).toEqual(names);
});

test("what is no array, and two of one name", () => {
  expect(() => readNpz(zipSync({ "readme.txt": strToU8("x") }), "q.npz")).toThrow(
    /^q\.npz: holds readme\.txt/,
  );
  expect(() => readNpz(zipSync({ "x.npy": strToU8("x") }), "q.npz")).toThrow(/^q\.npz: x\.npy: is no \.npy/);
  expect(() =>
    writeNpz([
      ["x", a],
      ["x", b],
    ]),
  ).toThrow(/two arrays are named "x"/);
});

test("cut short at every byte, the error says so", () => {
  for (const bytes of [saved, savedCompressed].map(fromBase64)) {
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readNpz(bytes.subarray(0, end), "q.npz")).toThrow(
        /^q\.npz: is no zip archive, or a damaged one/,
      );
    }
  }
});

test("changed bytes are read or refused with a plain error", () => {
  const bytes = fromBase64(savedCompressed);
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (pairs) => {
      const changed = bytes.slice();
      for (const [at, value] of pairs) changed[at] = value;
      try {
        readNpz(changed, "q.npz");
      } catch (error) {
        expect(String(error)).toMatch(/^Error: q\.npz: /);
      }
    }),
    { numRuns: 1000 },
  );
});
