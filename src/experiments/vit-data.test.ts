import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realData } from "../../test/real-data.ts";
import { createRandom } from "../math/index.ts";
import { MissingDataError, openData } from "./data.ts";
import { vitSet } from "./vit-data.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-vit-"));
  mkdirSync(join(folder, "cifar100"));
  const records = (count: number): Uint8Array =>
    Uint8Array.from({ length: 3074 * count }, (_, i) =>
      i % 3074 === 1 ? (7 * Math.floor(i / 3074)) % 100 : i % 3074 === 0 ? 3 : i % 251,
    );
  writeFileSync(join(folder, "cifar100", "train.bin"), records(6));
  writeFileSync(join(folder, "cifar100", "test.bin"), records(4));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("labelled pictures", () => {
  it("CIFAR-100 is taken where it is given", async () => {
    const set = vitSet(folder, "cifar100");
    expect([set?.side, set?.classes]).toEqual([32, 100]);
    const test = await set?.test(3);
    expect(test?.labels).toEqual([0, 7, 14]);
    const learn = await set?.learn(4, createRandom(1));
    expect(new Set(learn?.labels).size).toBe(4);
    expect(learn?.pictures).toMatchObject({ rows: 4, columns: 3072 });
  });

  it("CIFAR-100 may be absent, CIFAR-10’s test may not", () => {
    const data = openData(join(folder, "nowhere"));
    expect([data.vision("cifar100"), data.stamp("cifar100")]).toEqual([undefined, "absent"]);
    expect(() => data.stamp("cifar10-test")).toThrow(MissingDataError);
    expect(openData(folder).stamp("cifar100")).toMatch(/^[0-9a-f]{64}$/);
  });

  const tiny = realData("tinyimagenet/tiny-imagenet-200-subset.tar.gz");
  it.skipIf(!tiny)(
    "Tiny ImageNet’s test pictures have the classes of the annotations (skipped where the data is absent)",
    async () => {
      const set = vitSet(dirname(dirname(tiny ?? "")), "tinyimagenet");
      const test = await set?.test(400);
      expect([set?.side, set?.classes, test?.labels.length]).toEqual([64, 200, 400]);
      expect(Math.min(...(test?.labels ?? []))).toBeGreaterThanOrEqual(0);
      // 400 draws of 200 classes leave out e⁻² of them.
      expect(new Set(test?.labels).size).toBeGreaterThan(140);
      const learn = await set?.learn(50, createRandom(1));
      expect(Math.min(...(learn?.labels ?? []))).toBeGreaterThanOrEqual(0);
      expect(learn?.pictures).toMatchObject({ rows: 50, columns: 12_288 });
    },
  );
});
