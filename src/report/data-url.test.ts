import fc from "fast-check";
import { expect, it } from "vitest";
import { dataUrl } from "./data-url.ts";

it("is what Buffer makes of the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const base64 = Buffer.from(bytes).toString("base64");
      expect(dataUrl(bytes, "image/png")).toBe(`data:image/png;base64,${base64}`);
    }),
  );
  const large = Uint8Array.from({ length: 100_001 }, (_, i) => i * i);
  expect(dataUrl(large, "image/webp").slice(23)).toBe(Buffer.from(large).toString("base64"));
});

it.each(["", "png", "image/png;x", 'image/"'])("refuses the type %j", (mime) => {
  expect(() => dataUrl(new Uint8Array(), mime)).toThrow('dataUrl: mime must be like "image/png"');
});
