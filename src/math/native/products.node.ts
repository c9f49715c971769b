import { type OnnxWorker, openOnnxWorker, type Resolve } from "../../onnx/index.node.ts";
import { encodeModel, LARGEST_MODEL, type NamedTensors, type OnnxSession } from "../../onnx/index.ts";
import { type Matrix, shapeOf } from "../matrix.ts";
import type { Products, ProductsInput } from "../products.ts";
import { bytesOverflow } from "./bytes-overflow.node.ts";
import { byteScoresGraph, constantOf, scoresGraph, softmaxSumsGraph } from "./graphs.ts";

/** Queries are worked off in blocks whose scores number about this many (16 MiB), or of the least rows that pay. */
const SCORES_AT_A_TIME = 2 ** 22;
const LEAST_ROWS = 64;

/** What a model takes besides its patterns and values, generously. */
const MODEL_OVERHEAD = 2 ** 16;

/**
 * Products by onnxruntime-node, in a thread of their own. Patterns and values must stay as they are: each operation
 * takes its own copy of them when it is first called, and keeps it laid out for its kernels (`scores` about N d
 * numbers, `softmaxSums` N (d + v), `byteScores` N d bytes). Where they are `changing`, each call takes a copy, lays it
 * out and forgets it.
 *
 * Sums are float32: a score differs from the exact one by at most d 2⁻²⁴/(1 − d 2⁻²⁴) Σᵢ |qᵢ ξᵢ|, in whatever order it
 * is summed, as long as no term is below float32's normal range; `byteScores` are exact up to d = 65,793. What a row
 * gives may depend in its last bits on the other rows of its batch. Leave arrays as they are until the call is answered.
 *
 * `resolve` finds the package; default: as an import in this package would.
 * @throws RangeError for an empty memory, shapes that don't fit, or one above ONNX's 2 GiB.
 * @throws Error where onnxruntime-node isn't installed, with the line that installs it.
 */
export async function openNativeProducts(
  input: ProductsInput,
  { resolve }: { readonly resolve?: Resolve | undefined } = {},
): Promise<Products> {
  requireInput(input);
  const worker = await openOnnxWorker({ threads: input.threads, resolve });
  try {
    const exactBytes = input.bytes !== undefined && (await bytesOverflow(worker));
    return productsOf(worker, sessionsOf(worker, input, exactBytes), input);
  } catch (error) {
    await worker.close();
    throw error;
  }
}

/** Each session is made when it is first asked for. */
interface Sessions {
  scores(): Promise<OnnxSession>;
  byteScores(): Promise<OnnxSession>;
  softmaxSums(): Promise<OnnxSession>;
}

function sessionsOf(worker: OnnxWorker, input: ProductsInput, exactBytes: boolean): Sessions {
  const { patterns, values = patterns, bytes, changing = false } = input;
  return {
    scores: once(() => worker.load(encodeModel(scoresGraph(patterns, changing)))),
    byteScores: once(() => {
      const model = encodeModel(byteScoresGraph(requireBytes(bytes), patterns));
      return worker.load(model, { exactBytes });
    }),
    softmaxSums: once(() => worker.load(encodeModel(softmaxSumsGraph(patterns, values, changing)))),
  };
}

function productsOf(worker: OnnxWorker, sessions: Sessions, input: ProductsInput): Products {
  const { patterns, values = patterns, changing = false } = input;
  const { rows: N, columns: d } = patterns;
  const fed: NamedTensors = changing ? { patterns: constantOf(patterns) } : {};
  const alsoFed: NamedTensors = changing && values !== patterns ? { values: constantOf(values) } : {};
  const block = Math.max(LEAST_ROWS, Math.floor(SCORES_AT_A_TIME / N));
  let closed = false;
  const runInTurn = inTurn();
  const requireOpen = (name: string): void => {
    if (closed) throw new Error(`${name}: these products were closed`);
  };
  return {
    name: `onnxruntime ${worker.version}`,
    async scores(out, queries) {
      requireOpen("scores");
      requireQueries("scores", queries, d);
      requireLength("scores", out, queries.rows, N);
      await runInTurn(sessions.scores(), (session) =>
        byRows(session, block, { queries: [queries.data, d] }, { scores: [out, N] }, fed),
      );
    },
    async byteScores(out, queries) {
      requireOpen("byteScores");
      requireLength("byteScores", out, queries.length / d, N);
      await runInTurn(sessions.byteScores(), (session) =>
        byRows(session, block, { queries: [queries, d] }, { scores: [out, N] }),
      );
    },
    async softmaxSums(out, queries, beta) {
      requireOpen("softmaxSums");
      requireQueries("softmaxSums", queries, d);
      requireLength("softmaxSums", out, queries.rows, values.columns);
      const whole = { ...fed, ...alsoFed, beta: { data: Float32Array.of(requireBeta(beta)), shape: [] } };
      const output = { sums: [out, values.columns] } as const;
      await runInTurn(sessions.softmaxSums(), (session) =>
        byRows(session, block, { queries: [queries.data, d] }, output, whole),
      );
    },
    async close() {
      closed = true;
      await worker.close();
    },
  };
}

type Run = (session: OnnxSession) => Promise<void>;

/** Asks sessions in the order of the calls, also while one of them is still being made, without awaiting answers. */
function inTurn(): (session: Promise<OnnxSession>, run: Run) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (session, run) => {
    const asked = last.then(async () => ({ answer: run(await session) }));
    last = asked.catch(() => {});
    return asked.then(({ answer }) => answer);
  };
}

/** Row-major numbers and how many there are in a row. */
type Rows = readonly [data: Float32Array | Int32Array | Uint8Array, columns: number];
type NamedRows = Readonly<Record<string, Rows>>;

/** Runs the rows of the one input block by block; `whole` goes along with each. */
async function byRows(
  session: OnnxSession,
  block: number,
  inputs: { readonly queries: Rows },
  outputs: NamedRows,
  whole: NamedTensors = {},
): Promise<void> {
  const [data, columns] = inputs.queries;
  const count = data.length / columns;
  const runs: Promise<void>[] = [];
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block);
    runs.push(session.run({ ...slice(inputs, from, to), ...whole }, slice(outputs, from, to)));
  }
  await Promise.all(runs);
}

function slice(named: NamedRows, from: number, to: number): NamedTensors {
  const parts = Object.entries(named).map(([name, [data, columns]]) => {
    const tensor = { data: data.subarray(from * columns, to * columns), shape: [to - from, columns] };
    return [name, tensor] as const;
  });
  return Object.fromEntries(parts);
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function requireInput({ patterns, values, bytes, threads = 1 }: ProductsInput): void {
  const where = "openNativeProducts";
  const { rows, columns } = patterns;
  if (rows < 1 || columns < 1) {
    throw new RangeError(`${where}: patterns need a row and a column, got ${shapeOf(patterns)}`);
  }
  if (values && (values.rows !== rows || values.columns < 1)) {
    throw new RangeError(`${where}: values need ${rows} rows and a column, got ${shapeOf(values)}`);
  }
  if (bytes && bytes.length !== rows * columns) {
    throw new RangeError(
      `${where}: bytes hold ${bytes.length} numbers, but ${shapeOf(patterns)} needs ${rows * columns}`,
    );
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`${where}: threads must be a whole number from 1, got ${threads}`);
  }
  const size =
    patterns.data.byteLength + (values && values.data !== patterns.data ? values.data.byteLength : 0);
  if (size > LARGEST_MODEL - MODEL_OVERHEAD) {
    throw new RangeError(
      `${where}: onnxruntime takes memories up to 2 GiB, got ${size} bytes of patterns and values: ` +
        "retrieve with the wasm backend of madeleine/math, which has no such limit",
    );
  }
}

function requireBytes(bytes: Int8Array | undefined): Int8Array {
  if (bytes) return bytes;
  throw new Error("byteScores: there are no patterns in bytes; hand them to openNativeProducts as `bytes`");
}

function requireQueries(name: string, queries: Matrix, d: number): void {
  if (queries.columns === d && queries.data.length === queries.rows * d) return;
  throw new RangeError(`${name}: queries must be [B, ${d}] like the patterns, got ${shapeOf(queries)}`);
}

function requireLength(name: string, out: { length: number }, rows: number, columns: number): void {
  if (Number.isInteger(rows) && out.length === rows * columns) return;
  throw new RangeError(
    `${name}: out holds ${out.length} numbers, but [${rows}, ${columns}] needs ${rows * columns}`,
  );
}

function requireBeta(beta: number): number {
  if (beta > 0 && Number.isFinite(beta)) return beta;
  throw new RangeError(`softmaxSums: beta must be a finite number above 0, got ${beta}`);
}
