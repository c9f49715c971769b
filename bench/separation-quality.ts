import { Memory, separated } from "madeleine/bank";
import { nodeDamages } from "madeleine/bank/node";
import { centredPixels, coloursOf } from "madeleine/codecs";
import { type Picture, resized } from "madeleine/data";
import { readFolder } from "madeleine/data/node";
import { type LearnedKernel, learnKernel, whiten } from "madeleine/kernel";
import {
  argmaxOf,
  bestBackend,
  createRandom,
  fromRows,
  type Matrix,
  rowOf,
  shuffled,
  unitRows,
  zeros,
} from "madeleine/math";
import { meanSquaredError } from "madeleine/memory";
import { aligned } from "./table.ts";

/**
 * What a kernel does for photographs recalled by centred 32 × 32 pixels, recall@1 for each damage:
 *
 *     npm run measure:separation -- ../shared/data/photos/images [--cues 300] [--seed 1] [--json]
 *
 * The plain model is the dot product of centred pixels. Beside it: their cosine, whitening in closed form, the kernel
 * of `remember --separate`, a kernel learned from a random start alone, and the default patterns of recall.
 */
interface Settings {
  readonly folder: string;
  readonly cues: number;
  readonly seed: number;
  readonly json: boolean;
}

interface Row {
  readonly name: string;
  readonly recall: readonly number[];
  readonly mean: number;
}

/** The pictures are damaged at this size. */
const side = 128;

interface Cues {
  readonly damage: string;
  readonly items: readonly number[];
  readonly pictures: readonly Picture[];
}

function settingsFrom(args: readonly string[]): Settings {
  const [folder] = args;
  if (!folder || folder.startsWith("--")) throw new Error("name the folder of photographs");
  const numberAfter = (name: string, fallback: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  return {
    folder,
    cues: numberAfter("cues", 300),
    seed: numberAfter("seed", 1),
    json: args.includes("--json"),
  };
}

async function main({ folder, cues: count, seed, json }: Settings): Promise<void> {
  const { pictures } = await readFolder(folder, { width: side, height: side });
  const small = pictures.map(({ picture }) => resized(picture, 32, 32));
  const colours = small.map(coloursOf);
  const isTwin = (a: number, b: number): boolean =>
    a === b || meanSquaredError(colours[a], colours[b]) < 1e-3;
  const asked = await cuesOf(
    pictures.map(({ picture }) => picture),
    count,
    seed,
  );
  const mean = meanOf(colours);
  const X = fromRows(colours.map((pixels) => centred(pixels, mean)));
  const Q = asked.map(({ pictures: damaged }) =>
    fromRows(damaged.map((picture) => centred(coloursOf(resized(picture, 32, 32)), mean))),
  );
  const rows: Row[] = [];
  const add = (name: string, map: (x: Matrix) => Matrix): void => {
    const stored = map(X);
    const recall = asked.map(({ items }, k) => recallAtOne(stored, map(Q[k]), { items, isTwin }));
    rows.push({ name, recall, mean: recall.reduce((sum, value) => sum + value, 0) / recall.length });
    process.stderr.write(`${name}: ${rows.at(-1)?.mean.toFixed(3)}\n`);
  };
  const byKernel = (name: string, kernel: LearnedKernel): void => {
    add(`${name}, dot`, (x) => kernel.features(x));
    add(`${name}, cosine`, (x) => unitRows(kernel.features(x)));
  };
  add("plain: dot", (x) => x);
  add("cosine", unitRows);
  for (const ridge of [1e-4, 1e-3, 1e-2, 1e-1]) byKernel(`whitened, ridge ${ridge}`, whiten(X, { ridge }));
  const random = createRandom(seed, "kernel");
  const descent = { optimiser: "sgd", batch: 1000, iterations: 200, rate: 0.05, random } as const;
  byKernel("learned from a random start", learnKernel(X, descent));
  await addMemory("remember --codec pixels --separate", separated(await pixelMemory(small, colours)));
  await addMemory("default patterns", await Memory.ofPictures(pictures));

  async function addMemory(name: string, memory: Memory): Promise<void> {
    const recall: number[] = [];
    for (const { items, pictures: damaged } of asked) {
      const encoded = await memory.encodeMany(damaged);
      recall.push(shareRight(memory.similarities(encoded), { items, isTwin }));
    }
    rows.push({ name, recall, mean: recall.reduce((sum, value) => sum + value, 0) / recall.length });
    process.stderr.write(`${name}: ${rows.at(-1)?.mean.toFixed(3)}\n`);
  }
  const names = asked.map(({ damage }) => damage);
  process.stdout.write(json ? `${JSON.stringify({ damages: names, rows })}\n` : tableOf(names, rows));
}

async function pixelMemory(small: readonly Picture[], colours: readonly Float32Array[]): Promise<Memory> {
  const codec = centredPixels(colours);
  const patterns = await codec.encodeMany(small);
  return new Memory({ ids: small.map((_, i) => String(i)), patterns, codec });
}

async function cuesOf(pictures: readonly Picture[], count: number, seed: number): Promise<Cues[]> {
  const random = createRandom(seed, "cues");
  const cues: Cues[] = [];
  for (const damage of nodeDamages) {
    const items = shuffled(random, Array.from(pictures.keys())).slice(0, count);
    const damaged = items.map((item, b) => damage.apply(pictures[item], createRandom(seed + b, damage.name)));
    cues.push({ damage: damage.name, items, pictures: await Promise.all(damaged) });
  }
  return cues;
}

interface Asked {
  readonly items: readonly number[];
  readonly isTwin: (a: number, b: number) => boolean;
}

function recallAtOne(stored: Matrix, cues: Matrix, asked: Asked): number {
  return shareRight(bestBackend().dotProducts(zeros(cues.rows, stored.rows), cues, stored), asked);
}

function shareRight(scores: Matrix, { items, isTwin }: Asked): number {
  return items.filter((item, b) => isTwin(argmaxOf(rowOf(scores, b)), item)).length / items.length;
}

function meanOf(rows: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i] += row[i] / rows.length;
  return mean;
}

function centred(pixels: Float32Array, mean: Float64Array): Float32Array {
  return pixels.map((value, i) => value - mean[i]);
}

function tableOf(damages: readonly string[], rows: readonly Row[]): string {
  const head = ["recall@1", ...rows.map((_, i) => String(i + 1))];
  const body = damages.map((damage, k) => [damage, ...rows.map(({ recall }) => recall[k].toFixed(3))]);
  const means = ["mean", ...rows.map(({ mean }) => mean.toFixed(3))];
  const names = rows.map(({ name }, i) => `${i + 1}  ${name}\n`).join("");
  return `${names}\n${aligned([head, ...body, means])}\n`;
}

await main(settingsFrom(process.argv.slice(2)));
