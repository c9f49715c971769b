import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import sharp, { type Color, type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../math/index.ts";
import type { Picture } from "./picture.ts";
import { listPictures, readFolder, readPicture, readThumbnail, toPng, writePng } from "./pictures.node.ts";
import { drawScene } from "./scene/scene.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-pictures-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const scene = drawScene(createRandom(1), 64, 48);

/** A picture of one colour (0 … 255, alpha 0 … 1), as bytes in some format. */
function plain(colour: Color, width = 8, height = 8): Sharp {
  return sharp({ create: { width, height, channels: 4, background: colour } });
}

describe("readPicture", () => {
  test("gives back exactly what toPng wrote; grey comes in three equal channels", async () => {
    const grey: Picture = { width: 3, height: 1, channels: 1, pixels: Float32Array.of(0, 0.2, 1) };
    const pixels = Float32Array.of(0, 0, 0, 0.2, 0.2, 0.2, 1, 1, 1);
    expect(await readPicture(await toPng(scene))).toEqual(scene);
    expect(await readPicture(await toPng(grey))).toEqual({ width: 3, height: 1, channels: 3, pixels });
  });

  test("draws what is transparent on mid grey", async () => {
    const bytes = await plain({ r: 255, g: 0, b: 0, alpha: 0 }).png().toBuffer();
    const { channels, pixels } = await readPicture(bytes);
    expect(channels).toBe(3);
    expect([...new Set(pixels)]).toEqual([Math.fround(128 / 255)]);
  });

  test("turns a photograph the way its EXIF says", async () => {
    const left = Buffer.from([255, 255, 255, 0, 0, 0]);
    const image = sharp(left, { raw: { width: 2, height: 1, channels: 3 } });
    const turned = await image.withMetadata({ orientation: 6 }).png().toBuffer();
    const { width, height, pixels } = await readPicture(turned);
    expect([width, height]).toEqual([1, 2]);
    expect([...pixels]).toEqual([1, 1, 1, 0, 0, 0]);
  });

  test("takes the first frame of what moves", async () => {
    const frames = Buffer.from([255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
    const raw = { width: 2, height: 2, channels: 3, pageHeight: 1 } as const;
    const gif = await sharp(frames, { raw }).gif().toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    expect(await readPicture(gif)).toEqual({
      width: 2,
      height: 1,
      channels: 3,
      pixels: Float32Array.of(1, 0, 0, 1, 0, 0),
    });
  });

  test("a JPEG in CMYK and a 16-bit PNG come as sRGB in [0, 1]", async () => {
    const cmyk = await plain({ r: 200, g: 100, b: 50, alpha: 1 })
      .removeAlpha()
      .toColourspace("cmyk")
      .jpeg()
      .toBuffer();
    const deep = await plain({ r: 200, g: 100, b: 50, alpha: 1 }).toColourspace("rgb16").png().toBuffer();
    for (const [bytes, tolerance] of [
      [cmyk, 0.12],
      [deep, 0.01],
    ] as const) {
      const { channels, pixels } = await readPicture(bytes);
      expect(channels).toBe(3);
      [200, 100, 50].forEach((level, c) => {
        expect(Math.abs(pixels[c] - level / 255)).toBeLessThan(tolerance);
      });
    }
  });
});

describe("what can't be read is refused in one line that names it", () => {
  const refusals: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ["empty.png", () => new Uint8Array(0), /empty/],
    ["text.jpg", () => Buffer.from("not a picture at all"), /no picture in a known format/],
    [
      "cut.jpg",
      async () =>
        (
          await sharp(await toPng(scene))
            .jpeg()
            .toBuffer()
        ).subarray(0, 500),
      /cut short or broken/,
    ],
    ["cut.png", async () => (await toPng(scene)).subarray(0, 2000), /cut short or broken/],
    ["bomb.png", () => plain("black", 12_000, 12_000).png().toBuffer(), /megapixels/],
  ];
  test.each(refusals)("%s", async (name, bytes, reason) => {
    writeFileSync(at(name), await bytes());
    for (const read of [readPicture, (path: string) => readThumbnail(path, 8, 8)]) {
      const error = await read(at(name)).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message).toMatch(reason);
      expect(error?.message).toContain(name);
      expect(error?.message).not.toContain("\n");
    }
    rmSync(at(name));
  });

  test("a missing file and a folder", async () => {
    await expect(readPicture(at("nowhere.png"))).rejects.toThrow(/nowhere\.png: /);
    await expect(readPicture(folder)).rejects.toThrow(/madeleine-pictures-/);
  });
});

describe("readThumbnail", () => {
  test("stretches to the size asked for and averages areas", async () => {
    const checks = Uint8Array.from({ length: 64 * 64 }, (_, i) =>
      ((i % 64) + Math.floor(i / 64)) % 2 ? 255 : 0,
    );
    const png = await sharp(checks, { raw: { width: 64, height: 64, channels: 1 } })
      .png()
      .toBuffer();
    const { width, height, channels, pixels } = await readThumbnail(png, 8, 4);
    expect([width, height, channels]).toEqual([8, 4, 3]);
    for (const value of pixels) expect(Math.abs(value - 0.5)).toBeLessThan(0.02);
  });
});

describe("folders", () => {
  let album = "";
  beforeAll(async () => {
    album = at("album");
    mkdirSync(join(album, "inner"), { recursive: true });
    mkdirSync(join(album, ".hidden"));
    const png = await toPng(scene);
    for (const name of ["b.png", "a.JPG", "inner/c.webp", "Z.jpeg", "😀.png"]) {
      writeFileSync(join(album, name), png);
    }
    for (const name of [".hidden/x.png", ".y.png", "notes.txt"]) writeFileSync(join(album, name), png);
    writeFileSync(join(album, "inner/broken.png"), png.subarray(0, 500));
    symlinkSync("..", join(album, "inner/loop"));
  });

  test("lists pictures by path, without hidden ones, links to folders and other files", () => {
    const names = listPictures(album).map((path) => relative(album, path));
    expect(names).toEqual(["Z.jpeg", "a.JPG", "b.png", "inner/broken.png", "inner/c.webp", "😀.png"]);
  });

  test("reads all, in that order, and says which it skipped and why", async () => {
    const seen: number[] = [];
    const { pictures, skipped } = await readFolder(album, {
      width: 16,
      height: 12,
      onProgress: (done, total) => {
        expect(total).toBe(6);
        seen.push(done);
      },
    });
    expect(seen).toEqual([6]);
    expect(pictures.map(({ path }) => path)).toEqual(
      listPictures(album).filter((path) => !path.includes("broken")),
    );
    expect(pictures[0].picture).toMatchObject({ width: 16, height: 12, channels: 3 });
    expect(skipped.map(({ path }) => relative(album, path))).toEqual(["inner/broken.png"]);
    expect(skipped[0].reason).toMatch(/cut short or broken/);
  });

  test("a missing folder, a file, an empty folder and one with nothing readable", async () => {
    mkdirSync(at("bare"));
    expect(() => listPictures(at("none"))).toThrow(/none: no such file or folder/);
    expect(() => listPictures(join(album, "b.png"))).toThrow(/b\.png: is a file/);
    await expect(readFolder(at("bare"), { width: 8, height: 8 })).rejects.toThrow(/holds no pictures/);
    writeFileSync(at("bare/broken.png"), "nonsense");
    await expect(readFolder(at("bare"), { width: 8, height: 8 })).rejects.toThrow(/none of its 1 pictures/);
  });
});

describe("writePng", () => {
  test("writes the whole file and leaves nothing else behind", async () => {
    mkdirSync(at("out"));
    await writePng(scene, at("out/scene.png"));
    expect(readdirSync(at("out"))).toEqual(["scene.png"]);
    expect(await readPicture(at("out/scene.png"))).toEqual(scene);
  });

  test("fails in one line where it can't write, and leaves no temporary file", async () => {
    await expect(writePng(scene, at("no/such/folder.png"))).rejects.toThrow(
      /no\/such\/folder\.png: cannot be written/,
    );
    mkdirSync(at("out/taken.png"));
    await expect(writePng(scene, at("out/taken.png"))).rejects.toThrow(/taken\.png: cannot be written/);
    expect(readdirSync(at("out")).sort()).toEqual(["scene.png", "taken.png"]);
  });
});
