import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { drawScene, half } from "madeleine/data";
import { readPicture, writePng } from "madeleine/data/node";
import { createRandom } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { smallPair } from "../../src/codecs/networks/small-pair.ts";
import { realData } from "../real-data.ts";
import { madeleine, scratchFolder } from "./run.ts";

let cwd: string;
const pair = [
  "--codec",
  "onnx",
  "--encoder",
  "nets/encoder.onnx",
  "--decoder",
  "nets/decoder.onnx",
  "--size",
  "32",
];

/** `pictures/00.png` … `19.png`, `cue.png` (07 with its left half black), an ONNX pair in `nets`, and the memory. */
beforeAll(async () => {
  cwd = scratchFolder();
  mkdirSync(join(cwd, "pictures"));
  mkdirSync(join(cwd, "nets"));
  const { encoder, decoder } = smallPair();
  writeFileSync(join(cwd, "nets/encoder.onnx"), encoder);
  writeFileSync(join(cwd, "nets/decoder.onnx"), decoder);
  for (let i = 0; i < 20; i++) {
    const picture = drawScene(createRandom(i), 64, 64);
    await writePng(picture, join(cwd, `pictures/${String(i).padStart(2, "0")}.png`));
    if (i === 7) await writePng(half("left").apply(picture, createRandom(0)), join(cwd, "cue.png"));
  }
  const made = await madeleine(["remember", "pictures", ...pair, "--json"], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(made.stdout)).toMatchObject({ items: 20, codec: "onnx" });
}, 60_000);

describe("a memory of a network's codes", () => {
  it("is asked, checked and shown", { timeout: 60_000 }, async () => {
    const args = ["--known", "32,0,32,64", "--out", "got.png", "--report", "r.html", "--json"];
    const found = await madeleine(["recall", "cue.png", "--from", "pictures.memory", ...args], { cwd });
    expect(found).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(found.stdout)).toMatchObject({ outcome: "recalled" });
    // The settled state is the stored picture as its code shows it: squares of 4 × 4 pixels.
    const [stored, settled] = [
      await readPicture(join(cwd, "got.png")),
      await readPicture(join(cwd, "got.settled.png")),
    ];
    expect([stored.width, settled.width]).toEqual([64, 32]);
    for (let place = 0; place < 64; place++) {
      const [x, y] = [place % 8, Math.floor(place / 8)];
      let sum = 0;
      for (let k = 0; k < 64; k++) sum += stored.pixels[((8 * y + (k >> 3)) * 64 + 8 * x + (k % 8)) * 3];
      expect(settled.pixels[(4 * y * 32 + 4 * x) * 3]).toBeCloseTo(sum / 64, 1);
    }
    expect(readFileSync(join(cwd, "r.html"), "utf8")).toContain("the cue’s code, decoded");
    const check = await madeleine(["check", "pictures.memory"], { cwd });
    expect(check).toMatchObject({ code: 0, stderr: "" });
    expect(check.stdout).toContain("20 pictures of 192 numbers");
  });

  it("needs its network again, and only that one", { timeout: 60_000 }, async () => {
    renameSync(join(cwd, "nets"), join(cwd, "elsewhere"));
    const gone = await madeleine(["recall", "cue.png", "--from", "pictures.memory"], { cwd });
    expect(gone.code).toBe(1);
    expect(gone.stderr).toMatch(/^madeleine: encoder.onnx: these weights are not in .*--weights\n$/);
    const ask = ["recall", "cue.png", "--from", "pictures.memory", "--weights", "elsewhere"];
    expect((await madeleine(ask, { cwd })).stdout).toContain("07.png");
    writeFileSync(join(cwd, "elsewhere/encoder.onnx"), smallPair({ size: 32 }).encoder);
    const other = await madeleine(ask, { cwd });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("are other weights than the memory was made with");
    renameSync(join(cwd, "elsewhere"), join(cwd, "nets"));
  });
});

describe("weights that aren't here", () => {
  const hidden = realData("weights") !== undefined && process.env.MADELEINE_DATA !== undefined;

  it.skipIf(hidden)("are asked for, never fetched unasked, and refused where they are others", async () => {
    const asked = await madeleine(["remember", "pictures", "--codec", "taef2"], { cwd });
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain(
      "--codec taef2 needs taef2_encoder.safetensors and taef2_decoder.safetensors (5.4 MB): name their folder with --weights, or the address of their folder on the web with --fetch",
    );
    const paths: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      paths.push(url);
      response.end("something else");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights`;
    const fetched = await madeleine(["remember", "pictures", "--codec", "vqvae", "--fetch", address], {
      cwd,
    });
    server.close();
    expect(fetched.code).toBe(1);
    expect(paths[0]).toBe("/weights/vqvae_cifar10_ema.safetensors");
    expect(fetched.stderr).toMatch(/madeleine: http.*(stopped early|is not the file it should be)/);
  });

  it.each([
    ["--size", ["--size", "64"], "--size is for a network's codes"],
    ["--no-centre", ["--no-centre"], "--no-centre is for a network's codes"],
    ["--encoder", ["--codec", "taef2", "--encoder", "x.onnx"], "--encoder goes with --codec onnx"],
    ["onnx alone", ["--codec", "onnx"], "--codec onnx needs --encoder"],
    [
      "a side of no eights",
      ["--codec", "vqvae", "--size", "30", "--weights", "nets"],
      "vqvae needs|multiple of 4",
    ],
    ["a range", [...pair, "--range", "bytes"], "Allowed choices are unit, signed"],
    ["no file", ["--codec", "onnx", "--encoder", "none.onnx"], "none.onnx: no such file"],
    ["no model", ["--codec", "onnx", "--encoder", "cue.png"], "madeleine: cue.png: onnxruntime: "],
  ])("or options that don't go together are told in one line: %s", async (_, args, message) => {
    const run = await madeleine(["remember", "pictures", "--into", "no.memory", ...args], { cwd });
    expect([1, 2]).toContain(run.code);
    expect(run.stderr).toMatch(new RegExp(message));
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });
});
