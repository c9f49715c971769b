import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { unzipped } from "./zip-archive.ts";

const content = Uint8Array.from({ length: 528 }, (_, i) => (i * i) % 7);

test("stored and deflated files", () => {
  const bytes = zipSync({ "a.bin": [content, { level: 0 }], "b.bin": content });
  expect([...unzipped(bytes)]).toEqual([
    ["a.bin", content],
    ["b.bin", content],
  ]);
  expect([...unzipped(zipSync({}))]).toEqual([]);
});

/** An archive of one file, with bytes of its directory entry changed. */
function altered(change: (directory: DataView) => void): Uint8Array {
  const bytes = zipSync({ "x.bin": content });
  const start = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
  change(new DataView(bytes.buffer, start));
  return bytes;
}

test.each<[string, Uint8Array, RegExp]>([
  ["a bomb by ratio", altered((d) => d.setUint32(24, 1e9, true)), /x\.bin claims 1000000000 bytes from \d+/],
  ["a wrong size", altered((d) => d.setUint32(24, 529, true)), /length or checksum of x\.bin/],
  ["a wrong checksum", altered((d) => d.setUint32(16, 1, true)), /length or checksum of x\.bin/],
  ["encrypted", altered((d) => d.setUint16(8, 1, true)), /encrypted/],
  ["another method", altered((d) => d.setUint16(10, 14, true)), /method 14/],
  ["reaching out", altered((d) => d.setUint32(20, 1e6, true)), /beyond the end/],
  ["elsewhere", altered((d) => d.setUint32(42, 5, true)), /not where the directory says/],
  ["far away", altered((d) => d.setUint32(42, 1e9, true)), /not where the directory says/],
])("refused: %s", (_, bytes, message) => {
  expect(() => [...unzipped(bytes, "q.zip")]).toThrow(message);
});

test("more than the limit in all is refused before unpacking; comments and folders are passed over", () => {
  const bytes = zipSync(
    { folder: { "x.bin": new Uint8Array(600) }, "y.bin": new Uint8Array(600) },
    { level: 0 },
  );
  expect(() => [...unzipped(bytes, "q.zip", 1000)]).toThrow(/^q\.zip: claims 1200 bytes; at most 1000/);
  const commented = Uint8Array.from([...bytes, 104, 105]);
  commented[bytes.length - 2] = 2;
  expect([...unzipped(commented)].map(([path]) => path)).toEqual(["folder/x.bin", "y.bin"]);
});

test("a zip64 archive is refused", () => {
  const bytes = zipSync({ "x.bin": content });
  bytes.fill(255, -12, -10);
  expect(() => [...unzipped(bytes, "q.zip")]).toThrow(/zip64/);
});
