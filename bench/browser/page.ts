import type { Matrix } from "madeleine/math";
import { openRetriever, type Separation, softmax, sparsemax } from "madeleine/memory";
import type { Goal } from "../goal.ts";
import { type Contender, type Measurement, measure } from "../harness.ts";
import { noisyCopies, normals } from "../patterns.ts";
import type { Opened } from "../retriever-contender.ts";
import { stepQuestion } from "../step-question.ts";
import { betaForSupport } from "../support.ts";
import { threadsText } from "../table.ts";
import { softmaxGraph, sparsemaxGraph } from "./graphs.ts";
import { onnxContender, openOnnxRuntime } from "./onnx-contender.ts";
import { openTensorflow, type TensorflowMemory, tensorflowContender } from "./tensorflow-contender.ts";

const [N, d] = [10_000, 784];
const TOLERANCE = 1e-3;
/** Milliseconds: threads of the peers look out for more work for some time. */
const PAUSE = 10;
/** Of the blends' largest scores, so many hold the support, which is about 10. */
const LARGEST = 64;

/** What the bench tells the page. */
export interface PageSettings {
  readonly threads: number;
  readonly rounds: number;
  /** Which peers are installed. */
  readonly onnx: boolean;
  readonly tensorflow: boolean;
}

/** Measures every question in this page; to be called once, since the peers' threads can't change. */
export async function measureInPage(settings: PageSettings): Promise<Measurement[]> {
  const patterns = normals(N, d, "patterns");
  const opened = await openOurs(patterns);
  const peers: Peers = {
    ort: settings.onnx ? await openOnnxRuntime(settings.threads) : undefined,
    memory: settings.tensorflow ? await openTensorflow(settings.threads, patterns) : undefined,
  };
  const measurements: Measurement[] = [];
  for (const one of casesOf(patterns))
    measurements.push(await ask({ ...one, patterns, opened, peers }, settings));
  return measurements;
}

interface Peers {
  readonly ort: typeof import("onnxruntime-web") | undefined;
  readonly memory: TensorflowMemory | undefined;
}

interface Case {
  readonly name: string;
  readonly queries: Matrix;
  readonly separation: Separation;
  readonly beta: number;
}

function casesOf(patterns: Matrix): Case[] {
  const blends = [1, 256].map((B) => normals(B, d, `blends ${B}`));
  const small = betaForSupport(normals(8, N, "scores"), sparsemax, 10) / Math.sqrt(d);
  const dense = { separation: softmax, beta: 0.1 / Math.sqrt(d) };
  return [
    { name: "one query, softmax", queries: noisyCopies(patterns, 1), ...dense },
    ...blends.map((queries) => ({
      name: `${queries.rows === 1 ? "one query" : `${queries.rows} queries`}, sparsemax`,
      queries,
      separation: sparsemax,
      beta: small,
    })),
  ];
}

async function openOurs(patterns: Matrix): Promise<Opened[]> {
  const setups = [
    { name: "wasm, 1 thread", backend: "wasm", threads: 1, screening: false },
    { name: "wasm, 1 thread, screened", backend: "wasm", threads: 1, screening: true },
    { name: "auto", backend: "auto", screening: "auto" },
  ] as const;
  const opened: Opened[] = [];
  for (const { name, ...options } of setups)
    opened.push({ name, retriever: await openRetriever(patterns, options) });
  return opened;
}

interface PageCase extends Case {
  readonly patterns: Matrix;
  readonly opened: readonly Opened[];
  readonly peers: Peers;
}

async function ask(one: PageCase, { threads, rounds }: PageSettings): Promise<Measurement> {
  const name = `page: ${one.name}, N=${N}, d=${d}, peers with ${threadsText(threads)}`;
  const question = stepQuestion({ ...one, name, tolerance: TOLERANCE });
  const [onnx, tensorflow] = [await onnxContenders(one), tensorflowContenders(one)];
  const theirs = [...onnx, ...tensorflow];
  // With one thread for the peers, `auto` would have an advantage.
  const ours = one.opened.map((each) => each.name).filter((each) => threads > 1 || each !== "auto");
  const goal = (peer: string, atLeast: number, peers: readonly Contender[]): Goal => ({
    name: `page, ${threadsText(threads)}: ${one.name}, against ${peer}`,
    atLeast,
    ours,
    peers: peers.map((contender) => contender.name),
  });
  const asked = {
    ...question,
    contenders: [...question.contenders, ...theirs],
    peer: theirs.map((contender) => contender.name),
    goals: [goal("onnxruntime-web", 2, onnx), goal("tfjs-wasm", 1.5, tensorflow)],
  };
  return measure(asked, { rounds, warmUps: 2, pause: PAUSE });
}

async function onnxContenders({
  peers: { ort },
  patterns,
  queries,
  separation,
  beta,
}: PageCase): Promise<Contender[]> {
  if (!ort) return [];
  const step = { patterns, beta };
  const check = { queries, tolerance: TOLERANCE };
  if (separation === softmax)
    return [await onnxContender("onnxruntime-web", ort, { graph: softmaxGraph(step), ...check })];
  const readouts = (["dense", "gather"] as const).map((readout) => {
    const graph = sparsemaxGraph({ ...step, k: LARGEST, readout });
    return onnxContender(`onnxruntime-web, ${readout}`, ort, { graph, ...check });
  });
  return Promise.all(readouts);
}

function tensorflowContenders({ peers: { memory }, queries, separation, beta }: PageCase): Contender[] {
  if (!memory) return [];
  const step = { queries, beta, tolerance: TOLERANCE };
  if (separation === softmax) return [tensorflowContender(memory, { name: "tfjs-wasm", ...step })];
  return (["dense", "gather"] as const).map((readout) =>
    tensorflowContender(memory, {
      name: `tfjs-wasm, ${readout}`,
      sparsemax: { k: LARGEST, readout },
      ...step,
    }),
  );
}
