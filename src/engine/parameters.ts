import type { NamedTensors, Tensor } from "../onnx/index.ts";
import { sizeOf } from "./shape.ts";
import { type Parameter, ROW } from "./source.ts";
import { kernelsOver, type OptimiserKernels } from "./wasm/kernels.ts";

/**
 * Named parameters side by side in one WebAssembly memory, with room for their gradients and for what optimisers keep, so
 * that an optimiser is one pass over it. Arrays that were taken from a block are empty once it has grown: ask again.
 */
export interface ParameterBlock {
  readonly parameters: readonly Parameter[];
  /** How many numbers are learned. */
  readonly count: number;
  /** The parameters as they are now, by name: changes here are changes of the parameters. */
  readonly values: NamedTensors;
  /** The last gradients, by name. */
  readonly gradients: NamedTensors;
  /** Parameters of one axis: they lie first, and travel as one tensor. */
  readonly vectors: readonly Parameter[];
  /** All vectors side by side, with what fills them up: their numbers, and their last gradients. */
  readonly row: Tensor;
  readonly rowGradients: Tensor;
  /** All that a graph may take from the block, by name: each parameter, and the row of vectors. */
  readonly feeds: NamedTensors;
  readonly kernels: OptimiserKernels;
  /** Where the block's rows of numbers begin in memory, in bytes. */
  readonly valuesAt: number;
  readonly gradientsAt: number;
  /** In the order in which they lie: where each parameter begins and how many numbers it takes with what fills it up, in numbers. */
  readonly places: ReadonlyMap<Parameter, Place>;
  /** Makes room for as many zeros as the block has numbers, and gives where they begin, in bytes. */
  reserve(): number;
  /** The numbers by parameter in rows that begin there. */
  tensorsAt(address: number): NamedTensors;
  /** A copy of all values, and its way back. */
  copy(): Float32Array;
  restore(copy: Float32Array): void;
}

export interface Place {
  readonly from: number;
  readonly count: number;
}

const PAGE = 2 ** 16;
/** Parameters begin at multiples of 64 bytes. */
const STEP = 16;

/**
 * A block of parameters, each as it starts.
 * @throws RangeError for no parameters, or two of one name.
 */
export function openParameters(parameters: readonly Parameter[]): ParameterBlock {
  requireNames(parameters);
  const vectors = parameters.filter(({ shape }) => shape.length === 1);
  const { places, size } = placesOf([...vectors, ...parameters.filter((each) => !vectors.includes(each))]);
  const length = vectors.reduce((sum, vector) => sum + (places.get(vector)?.count ?? 0), 0);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE });
  let end = 1024;
  const reserve = (): number => {
    const at = end;
    end += size * 4;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return at;
  };
  const tensorsAt = (address: number): NamedTensors => {
    const tensors = parameters.map((parameter): [string, Tensor] => {
      const from = address + 4 * (places.get(parameter)?.from ?? 0);
      const data = new Float32Array(memory.buffer, from, sizeOf(parameter.shape));
      return [parameter.name, { data, shape: parameter.shape }];
    });
    return Object.fromEntries(tensors);
  };
  const [valuesAt, gradientsAt] = [reserve(), reserve()];
  const [values, gradients] = [valuesAt, gradientsAt].map((at) => fresh(memory, () => tensorsAt(at)));
  const [row, rowGradients] = [valuesAt, gradientsAt].map((at) =>
    fresh(memory, () => ({ data: new Float32Array(memory.buffer, at, length), shape: [length] })),
  );
  const feeds = fresh(memory, () => ({ ...values(), [ROW]: row() }));
  const whole = (): Float32Array => new Float32Array(memory.buffer, valuesAt, size);
  for (const parameter of parameters) whole().set(parameter.start, places.get(parameter)?.from);
  return {
    parameters,
    count: parameters.reduce((sum, { start }) => sum + start.length, 0),
    get values() {
      return values();
    },
    get gradients() {
      return gradients();
    },
    vectors,
    get row() {
      return row();
    },
    get rowGradients() {
      return rowGradients();
    },
    get feeds() {
      return feeds();
    },
    kernels: kernelsOver(memory),
    valuesAt,
    gradientsAt,
    places,
    reserve,
    tensorsAt,
    copy: () => whole().slice(),
    restore: (copy) => whole().set(copy),
  };
}

/** The parameters side by side, each filled up to a multiple of {@link STEP} numbers. */
function placesOf(parameters: readonly Parameter[]): { places: Map<Parameter, Place>; size: number } {
  const places = new Map<Parameter, Place>();
  let size = 0;
  for (const parameter of parameters) {
    const count = Math.ceil(parameter.start.length / STEP) * STEP;
    places.set(parameter, { from: size, count });
    size += count;
  }
  return { places, size };
}

/** What `make` gives, made again whenever the memory has grown. */
function fresh<T>(memory: WebAssembly.Memory, make: () => T): () => T {
  let buffer: ArrayBufferLike | undefined;
  let made: T;
  return () => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer;
      made = make();
    }
    return made;
  };
}

function requireNames(parameters: readonly Parameter[]): void {
  if (parameters.length === 0) throw new RangeError("openParameters: takes at least one parameter, got none");
  const seen = new Set<string>();
  for (const { name } of parameters) {
    if (seen.has(name))
      throw new RangeError(`openParameters: two parameters are called "${name}"; rename one`);
    seen.add(name);
  }
}
