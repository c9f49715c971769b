import {
  type Attended,
  type Attention,
  bestBackend,
  type Crossover,
  type Held,
  hold,
  type Matrix,
  type MatrixInput,
  type Products,
  type ProductsInput,
  processorCount,
  reference,
  requireFinite,
  rowOf,
  type Support,
  toMatrix,
} from "../math/index.ts";
import { type RetrievalOptions, requireRange, requireShapes, requireValues, retrieve } from "./retrieve.ts";
import { softmax } from "./separation/softmax.ts";
import { settling, type Termination } from "./settling.ts";
import { dot } from "./similarity/dot.ts";

export interface RetrieverOptions {
  /** What the weights of the last step are applied to, `[N, v]`. Default: the patterns. */
  values?: MatrixInput;
  /**
   * What computes. `"wasm"`: kernels of WebAssembly. `"native"`: onnxruntime-node does the large products (Node only,
   * from `madeleine/memory/node`). `"reference"`: plain loops. Default: `"auto"`, the kernels, and the native products
   * where they are installed and pay.
   */
  backend?: "auto" | "wasm" | "native" | "reference";
  /**
   * How many threads compute. Default: as many as the machine runs at once, but 1 for memories under a million numbers.
   * Whether there are others may show in the last bits of a softmax.
   */
  threads?: number;
  /**
   * Whether patterns are looked at in bytes first, which takes a quarter of their size more, and only those that can
   * still have a weight in float32. Answers are the same; in softmax at most a share of 1e-7 of the weight is left out.
   * Manhattan scores are never screened. Default: `"auto"`, where that is faster.
   */
  screening?: "auto" | boolean;
  /**
   * Whether patterns and values may change between calls: each call then takes them as they are, in place where they
   * come from `allocatePatterns`, and looks at them in float32 only. It doesn't look for NaN and infinity again.
   * Default: false.
   */
  changing?: boolean;
}

/** As for `retrieve`, but for what belongs to the retriever itself. */
export interface RetrieveOptions
  extends Pick<RetrievalOptions, "similarity" | "separation" | "beta" | "steps" | "tolerance" | "known"> {
  /** Softmax: the largest share of weight that may be left out. Default: 1e-7; 0 leaves nothing out. */
  epsilon?: number;
  /** Whether to compute energies, which costs one more look at the patterns. Default: false. */
  energies?: boolean;
  /** Whether to list the patterns with a weight in the last step. Default: false. */
  support?: boolean;
}

export interface RetrieverResult {
  /** The states after the last step, `[B, d]`. */
  states: Matrix;
  /** The weights of the last step applied to the values, `[B, v]`; the states themselves where no values were given. */
  outputs: Matrix;
  /** How many steps each query took, `[B]`. */
  steps: number[];
  /** Why each query ended, `[B]`. */
  termination: Termination[];
  /** As in `Retrieval`; undefined where not asked for, or where the model has none. */
  energies: number[][] | undefined;
  /** The patterns with a weight in each query's last step; undefined where not asked for. */
  support: Support[] | undefined;
  /** Of the last step; undefined where nothing was screened. */
  screening: Screened | undefined;
  /** What computed: `"wasm"`, `"reference"`, or `"onnxruntime 1.30.0"`. */
  backend: string;
}

/** What screening left to do, and what it left out. */
export interface Screened {
  /** Patterns compared in float32, on average over the queries. */
  finished: number;
  /** The largest share of weight left out, per query. */
  droppedMass: number[];
}

/** A memory held where it is computed with, to be asked again and again. */
export interface Retriever {
  /** N and d. */
  readonly patternCount: number;
  readonly dimension: number;
  readonly threads: number;
  /**
   * Retrieval as `retrieve` does it; calls are answered in order. Similarities and separations of one's own work too,
   * by the plain loop.
   * @throws RangeError (rejects) as `retrieve` does.
   */
  retrieve(queries: MatrixInput, options?: RetrieveOptions): Promise<RetrieverResult>;
  /** Gives memory and threads back. */
  close(): Promise<void>;
}

/** What makes products elsewhere, and when that pays. */
export interface Native {
  open(input: ProductsInput): Promise<Products>;
  readonly crossover: Crossover;
}

/** Memories of fewer numbers than this are done before another thread has begun. */
const SMALL = 2 ** 20;

/** The most threads by default. */
const MOST_THREADS = 8;

/**
 * Holds patterns `[N, d]` for fast retrieval. They are copied, unless they come from `allocatePatterns` and are read in
 * place; don't change them then, unless `changing` says that you do.
 * @throws RangeError (rejects) for an empty memory, NaN or infinity (naming row and column), values of another number of
 * rows, or more than 4 GiB. Error for a backend that doesn't exist here.
 */
export async function openRetriever(
  patterns: MatrixInput,
  options: RetrieverOptions = {},
): Promise<Retriever> {
  if (options.backend === "native") {
    throw new Error(
      'openRetriever: the native backend needs Node; import openRetriever from "madeleine/memory/node" there',
    );
  }
  return openWith(undefined, patterns, options);
}

/** The same with native products at hand. */
export async function openWith(
  native: Native | undefined,
  patterns: MatrixInput,
  options: RetrieverOptions,
): Promise<Retriever> {
  const { backend = "auto", changing = false } = options;
  const screening = options.screening ?? (changing ? false : "auto");
  if (changing && screening !== false) {
    throw new RangeError(
      `openRetriever: patterns that change can't be screened, got screening ${screening}; leave it out`,
    );
  }
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  requireShapes(Xi, Xi);
  const values = options.values && requireValues(toMatrix(options.values, "values"), Xi);
  const threads = requireThreads(options.threads ?? defaultThreads(Xi));
  const plain: Plain = { patterns: Xi, values, backend: backend === "reference" ? reference : bestBackend() };
  if (backend === "reference" || plain.backend === reference) return retrieverOf(plain, undefined, screening);
  const held = await hold(Xi, {
    ...{ values, threads, changing, screening: screening !== false },
    products:
      native && backend !== "wasm" ? productsOf(native, Xi, { threads, backend, changing }) : undefined,
  });
  return retrieverOf(plain, held, screening);
}

function productsOf(
  native: Native,
  patterns: Matrix,
  {
    threads,
    backend,
    changing,
  }: { threads: number; backend: RetrieverOptions["backend"]; changing: boolean },
): NonNullable<Parameters<typeof hold>[1]>["products"] {
  const required = backend === "native";
  const found = changing ? { ...native.crossover, queries: CHANGING_QUERIES } : native.crossover;
  const crossover = required ? ALWAYS : found;
  return { open: (bytes) => native.open({ patterns, bytes, threads, changing }), crossover, required };
}

/** Patterns that change are copied for each call, which costs as much as so many queries. Measured as the crossover is. */
const CHANGING_QUERIES = 16;

const ALWAYS: Crossover = { scores: 0, bytes: 0, softmax: 0, queries: 1, largest: Number.POSITIVE_INFINITY };

function defaultThreads({ data }: Matrix): number {
  return data.length < SMALL ? 1 : Math.min(MOST_THREADS, processorCount());
}

function requireThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new RangeError(`openRetriever: threads must be a whole number ≥ 1, got ${threads}`);
}

/** What the plain loop works on. */
interface Plain {
  readonly patterns: Matrix;
  readonly values: Matrix | undefined;
  readonly backend: NonNullable<RetrievalOptions["backend"]>;
}

function retrieverOf(plain: Plain, held: Held | undefined, screening: "auto" | boolean): Retriever {
  const { patterns } = plain;
  let open = true;
  const close = async (): Promise<void> => {
    open = false;
    await held?.close();
  };
  return {
    patternCount: patterns.rows,
    dimension: patterns.columns,
    threads: held?.threads ?? 1,
    async retrieve(queries, options = {}) {
      if (!open) throw new Error("retrieve: this retriever was closed; open another one");
      const start = requireFinite(toMatrix(queries, "queries"), "queries");
      const { similarity = dot, separation = softmax, beta = 1, steps = 1, tolerance = 1e-6 } = options;
      requireRange({ beta, steps, tolerance });
      requireShapes(start, patterns);
      if (!held || !similarity.form || !separation.form) return retrievedPlainly(start, plain, options);
      const attention = { score: similarity.form, separation: separation.form, beta, screening };
      return retrieved(start, { plain, held, options, attention });
    },
    close,
  };
}

interface Task {
  readonly plain: Plain;
  readonly held: Held;
  readonly options: RetrieveOptions;
  readonly attention: Attention;
}

/** Drives the loop by a held memory. */
async function retrieved(start: Matrix, task: Task): Promise<RetrieverResult> {
  const { held, options, plain } = task;
  const { similarity = dot, separation = softmax, steps = 1, tolerance = 1e-6, known } = options;
  const confinement = separation.potential && similarity.confinement;
  const energies = options.energies && confinement ? rows(start.rows) : undefined;
  const attention: Attention = {
    ...{ ...task.attention, epsilon: options.epsilon ?? 1e-7 },
    ...{ support: options.support ?? false, potentials: energies !== undefined },
  };
  const result = lastSteps(start.rows, options.support ?? false);
  const note = (active: readonly number[], states: Matrix, { potentials }: Attended): void => {
    active.forEach((b, i) => {
      energies?.[b].push((confinement?.(rowOf(states, i)) ?? 0) - potentials[i] / attention.beta);
    });
  };
  const loop = settling(start, { steps, tolerance, known });
  let turn = loop.next();
  while (!turn.done) {
    const { active, states } = turn.value;
    const attended = await held.attend(states, attention);
    note(active, states, attended);
    result.take(active, attended);
    turn = loop.next(attended.sums);
  }
  const { states, before, termination, steps: taken } = turn.value;
  if (energies) {
    const all = Array.from({ length: states.rows }, (_, b) => b);
    note(all, states, await held.attend(states, attention));
  }
  const readValues = { ...attention, support: false, potentials: false, readout: "values" } as const;
  const outputs = plain.values ? (await held.attend(before, readValues)).sums : states;
  return { states, outputs, steps: taken, termination, energies, ...result.all(held.patternCount) };
}

function rows(count: number): number[][] {
  return Array.from({ length: count }, () => []);
}

/** What the last step of each query leaves behind besides its state. */
function lastSteps(
  B: number,
  support: boolean,
): {
  take(active: readonly number[], attended: Attended): void;
  all(N: number): Pick<RetrieverResult, "support" | "screening" | "backend">;
} {
  const listed: Support[] | undefined = support ? [] : undefined;
  const finished = new Float64Array(B);
  const droppedMass = new Array<number>(B).fill(0);
  let backend = "wasm";
  return {
    take(active, attended) {
      backend = attended.by;
      active.forEach((b, i) => {
        finished[b] = attended.finished[i];
        droppedMass[b] = attended.droppedMass[i];
        if (listed && attended.support) listed[b] = attended.support[i];
      });
    },
    all(N) {
      const mean = finished.reduce((sum, count) => sum + count, 0) / Math.max(1, B);
      const screening = mean < N ? { finished: mean, droppedMass } : undefined;
      return { support: listed, screening, backend };
    },
  };
}

/** By the plain loop, for models that kernels don't know. */
function retrievedPlainly(
  start: Matrix,
  { patterns, values, backend }: Plain,
  { support, energies = false, similarity, separation, beta, steps, tolerance, known }: RetrieveOptions,
): RetrieverResult {
  const found = retrieve(start, patterns, {
    ...(similarity && { similarity }),
    ...(separation && { separation }),
    ...(beta !== undefined && { beta }),
    ...(steps !== undefined && { steps }),
    ...(tolerance !== undefined && { tolerance }),
    ...(known && { known }),
    ...(values && { values }),
    energies,
    backend,
  });
  const { weights, ...kept } = found;
  const listed = (b: number): Support => {
    const row = rowOf(weights, b);
    const indices = Uint32Array.from(row.keys()).filter((n) => row[n] > 0);
    return { indices, weights: Float32Array.from(indices, (n) => row[n]) };
  };
  return {
    ...kept,
    support: support ? Array.from({ length: weights.rows }, (_, b) => listed(b)) : undefined,
    screening: undefined,
    backend: backend.name,
  };
}
