import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { realData } from "../../test/real-data.ts";
import { listPictures, readThumbnail } from "../data/index.node.ts";
import { dotProduct, norm, rowArrays } from "../math/index.ts";
import { meanSquaredError } from "../memory/index.ts";
import { sha256Of } from "./hub.node.ts";
import { openOnnxPair } from "./onnx-pair.ts";
import { coloursOf } from "./pixels.ts";
import { nodeResources } from "./resources.node.ts";
import { taef2Codec } from "./taef2.ts";
import { vaelightCodec } from "./vaelight.ts";
import { vqvaeCodec } from "./vqvae.ts";
import { networkWeights } from "./weights.ts";

const folder = realData("weights");
const photographs = realData("photos/images");
const skipped = folder && photographs ? "" : " (skipped: there are no weights or photographs here)";

describe.skipIf(skipped !== "")(`published weights${skipped}`, () => {
  const paths = photographs ? listPictures(photographs).filter((_, i) => i % 400 === 0) : [];
  const resources = nodeResources({ folders: [folder ?? ""] });

  it.each([
    ["TAEF2", 64, taef2Codec, 25],
    ["VQ-VAE", 32, vqvaeCodec, 24],
    ["VAElight", 64, vaelightCodec, 17],
  ] as const)(
    "%s decodes what it encoded: photographs of %i pixels a side come back",
    async (_, size, codecOf, decibels) => {
      const codec = codecOf({ size }, resources);
      const pictures = await Promise.all(paths.map((path) => readThumbnail(path, size, size)));
      const codes = await codec.encodeMany(pictures);
      const back = (await codec.decode?.(codes)) ?? [];
      const signals = back.map(
        ({ pixels }, n) => -10 * Math.log10(meanSquaredError(pixels, coloursOf(pictures[n]))),
      );
      expect(signals.reduce((sum, value) => sum + value, 0) / paths.length).toBeGreaterThan(decibels);
      await codec.close?.();
    },
  );

  it("TAEF2's codes of different photographs have little in common", async () => {
    const codec = taef2Codec({}, resources);
    const pictures = await Promise.all(paths.map((path) => readThumbnail(path, 64, 64)));
    const codes = rowArrays(await codec.encodeMany(pictures));
    const nearest = codes.map((code, n) =>
      Math.max(
        ...codes.map((other, k) => (k === n ? -1 : dotProduct(code, other) / norm(code) / norm(other))),
      ),
    );
    expect(nearest.reduce((sum, value) => sum + value, 0) / nearest.length).toBeLessThan(0.5);
    await codec.close?.();
  });

  it("are the files that their names stand for, and an encoder of open sides tells its codes' shape", async () => {
    for (const { file, bytes, sha256 } of Object.values(networkWeights).flat()) {
      const path = realData(`weights/${file}`) ?? "";
      expect(readFileSync(path)).toHaveLength(bytes);
      expect(await sha256Of(path)).toBe(sha256);
    }
    const path = realData("weights/vaelight_encoder.onnx") ?? "";
    const pair = { encoder: "vaelight_encoder.onnx", size: 40, range: "signed" } as const;
    const codec = await openOnnxPair(pair, nodeResources({ folders: [dirname(path)] }));
    expect(codec.shape).toEqual([4, 5, 5]);
    await codec.close?.();
  });
});
