import { type Answer, calibrate, Memory, runTrials, type Spoiling } from "madeleine/bank";
import { nodeDamages } from "madeleine/bank/node";
import { contrastCodec } from "madeleine/codecs";
import { type Picture, resized } from "madeleine/data";
import { readFolder, readPicture } from "madeleine/data/node";
import {
  argmaxOf,
  bestBackend,
  createRandom,
  fromRows,
  type Matrix,
  matrix,
  norm,
  sample,
  shuffled,
  zeros,
} from "madeleine/math";
import { meanSquaredError } from "madeleine/memory";
import { aligned } from "./table.ts";

/**
 * How well a folder of photographs is recalled from damaged cues, and how well strangers are told from memories:
 *
 *     npm run measure -- ../shared/data/photos/images [--cues 500] [--held-out 1000] [--seed 1] [--part 1 --parts 2] [--json]
 *
 * Damages happen at the pictures' own size. Pictures whose mean squared difference at 32 × 32 is below 1e-3 are
 * one item. Baselines: the nearest neighbour
 * in the same patterns, in smaller ones (32 × 32, wider windows), and in centred 32 × 32 RGB pixels of unit length.
 */
interface Settings {
  folder: string;
  cues: number;
  heldOut: number;
  seed: number;
  json: boolean;
  /** Which share of the damages to measure, so that several processes can: part 1 of 2, … */
  part: number;
  parts: number;
}

interface Item {
  path: string;
  picture: Picture;
}

interface Row {
  damage: string;
  /** Of cues from the whole memory: the best item is the right one. */
  recallAtOne: number;
  nearestSamePatterns: number;
  nearestSmallPatterns: number;
  nearestRawPixels: number;
  /** With pictures held out: own cues recalled and right, and strangers claimed. */
  trueRecall: number;
  falseRecall: number;
}

function settingsFrom(args: string[]): Settings {
  const numberAfter = (name: string, fallback: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  const folder = args[0];
  if (!folder || folder.startsWith("--")) throw new Error("name the folder of photographs");
  return {
    folder,
    cues: numberAfter("cues", 500),
    heldOut: numberAfter("held-out", 1000),
    seed: numberAfter("seed", 1),
    json: args.includes("--json"),
    part: numberAfter("part", 1),
    parts: numberAfter("parts", 1),
  };
}

async function main(settings: Settings): Promise<void> {
  const { width, height } = contrastCodec();
  const started = performance.now();
  const { pictures } = await readFolder(settings.folder, { width, height });
  const whole = await Memory.ofPictures(pictures);
  const raw = fromRows(pictures.map(({ picture }) => rawPixels(picture)));
  const smaller = contrastCodec({ size: 32, sigma: 2, floor: 0.05, weber: 0 });
  const small = await Memory.ofPictures(pictures, smaller);
  const twin = twinTest(pictures);
  const open = await openSet(pictures, settings, twin);
  log(
    `${pictures.length} remembered, ${open.memory.size} of them with ${open.heldOut.length} held out`,
    started,
  );
  const rows: Row[] = [];
  const { part, parts } = settings;
  for (const damage of nodeDamages.filter((_, i) => i % parts === part - 1)) {
    rows.push(await measure(damage, { settings, pictures, whole, small, raw, open, twin }));
    log(damage.name, started);
  }
  const mean = (key: Exclude<keyof Row, "damage">): number =>
    rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
  const { trueRecallRate, falseRecallRate } = open.memory.calibration ?? {
    trueRecallRate: 0,
    falseRecallRate: 0,
  };
  const expected = { trueRecallRate, falseRecallRate };
  if (settings.json) process.stdout.write(`${JSON.stringify({ settings, expected, rows }, undefined, 2)}\n`);
  else
    process.stdout.write(`${tableOf(rows, mean)}\nthe memory's own estimate: ${JSON.stringify(expected)}\n`);
}

interface OpenSet {
  memory: Memory;
  /** Indices into the pictures. */
  kept: number[];
  heldOut: number[];
}

/** Holds pictures out (with no twin left inside), remembers and calibrates the rest. */
async function openSet(pictures: Item[], { heldOut, seed }: Settings, twin: Twin): Promise<OpenSet> {
  const order = shuffled(
    createRandom(seed, "held out"),
    pictures.map((_, i) => i),
  );
  const kept = order.slice(heldOut);
  const inside = new Set(kept);
  const strangers = order.slice(0, heldOut).filter((i) => !twin.of(i).some((other) => inside.has(other)));
  const memory = await Memory.ofPictures(kept.map((i) => pictures[i]));
  const trials = await runTrials(memory, (item) => readPicture(memory.ids[item]), {
    random: createRandom(seed, "calibration"),
    damages: nodeDamages,
  });
  return { memory: memory.calibrated(calibrate(trials)), kept, heldOut: strangers };
}

interface Setting {
  settings: Settings;
  pictures: Item[];
  whole: Memory;
  small: Memory;
  raw: Matrix;
  open: OpenSet;
  twin: Twin;
}

async function measure(
  damage: Spoiling,
  { settings, pictures, whole, small, raw, open, twin }: Setting,
): Promise<Row> {
  const random = createRandom(settings.seed, `cues ${damage.name}`);
  const all = pictures.map((_, i) => i);
  const numberOf = new Map(pictures.map(({ path }, i) => [path, i]));
  const right = (answer: Answer, i: number): boolean =>
    answer.outcome !== "unknown" &&
    answer.items.some(({ id, weight }) => weight > 0 && twin.same(numberOf.get(id) ?? -1, i));
  let [best, nearest, smallNearest, rawNearest] = [0, 0, 0, 0];
  for (const i of sample(random, all, settings.cues)) {
    const cue = await spoiled(pictures[i].path, damage, random);
    const { items } = await whole.recall(cue, { count: 1 });
    if (twin.same(numberOf.get(items[0].id) ?? -1, i)) best++;
    const pattern = (await whole.encode(cue)).data;
    if (twin.same(nearestRow(whole.patterns, pattern), i)) nearest++;
    if (twin.same(nearestRow(small.patterns, (await small.encode(cue)).data), i)) smallNearest++;
    if (twin.same(nearestRow(raw, rawPixels(cue)), i)) rawNearest++;
  }
  let [claimedRight, falseClaims] = [0, 0];
  const own = sample(random, open.kept, settings.cues);
  for (const i of own) {
    const cue = await spoiled(pictures[i].path, damage, random);
    if (right(await open.memory.recall(cue), i)) claimedRight++;
  }
  for (const i of open.heldOut) {
    const cue = await spoiled(pictures[i].path, damage, random);
    if ((await open.memory.recall(cue)).outcome !== "unknown") falseClaims++;
  }
  return {
    damage: damage.name,
    recallAtOne: best / settings.cues,
    nearestSamePatterns: nearest / settings.cues,
    nearestSmallPatterns: smallNearest / settings.cues,
    nearestRawPixels: rawNearest / settings.cues,
    trueRecall: claimedRight / own.length,
    falseRecall: falseClaims / open.heldOut.length,
  };
}

async function spoiled(
  path: string,
  damage: Spoiling,
  random: ReturnType<typeof createRandom>,
): Promise<Picture> {
  return damage.apply(await readPicture(path), random);
}

/** The row most alike to `query` by the dot product: the nearest one, since rows have unit length. */
function nearestRow(rows: Matrix, query: Float32Array): number {
  const scores = bestBackend().dotProducts(zeros(1, rows.rows), matrix(query, 1, rows.columns), rows);
  return argmaxOf(scores.data);
}

/** 32 × 32 RGB pixels, centred, of unit length: what the papers compare, at its best. */
function rawPixels(picture: Picture): Float32Array {
  const { pixels } = resized(picture, 32, 32);
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const centred = pixels.map((value) => value - mean);
  const length = norm(centred);
  return length > 0 ? centred.map((value) => value / length) : centred;
}

interface Twin {
  /** Whether two pictures are the same, or twins. */
  same(a: number, b: number): boolean;
  /** The twins of a picture. */
  of(i: number): number[];
}

function twinTest(pictures: Item[]): Twin {
  const small = pictures.map(({ picture }) => resized(picture, 32, 32).pixels);
  const coarse = pictures.map(({ picture }) => resized(picture, 4, 4).pixels);
  // Twins at 32 × 32 are closer still when shrunk further, so most pairs need no close look.
  const same = (a: number, b: number): boolean =>
    a === b ||
    (a >= 0 && meanSquaredError(coarse[a], coarse[b]) < 2e-3 && meanSquaredError(small[a], small[b]) < 1e-3);
  return { same, of: (i) => pictures.flatMap((_, j) => (j !== i && same(i, j) ? [j] : [])) };
}

function tableOf(rows: Row[], mean: (key: Exclude<keyof Row, "damage">) => number): string {
  const keys = [
    "recallAtOne",
    "nearestSamePatterns",
    "nearestSmallPatterns",
    "nearestRawPixels",
    "trueRecall",
    "falseRecall",
  ] as const;
  const cells = (values: number[]): string[] => values.map((value) => `${(100 * value).toFixed(1)} %`);
  return aligned([
    [
      "damage",
      "recall@1",
      "nearest, same patterns",
      "nearest, 32 × 32",
      "nearest, raw pixels",
      "recalled and right",
      "strangers claimed",
    ],
    ...rows.map((row) => [row.damage, ...cells(keys.map((key) => row[key]))]),
    ["mean", ...cells(keys.map(mean))],
  ]);
}

function log(what: string, started: number): void {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}\n`);
}

await main(settingsFrom(process.argv.slice(2)));
