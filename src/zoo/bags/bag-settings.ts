/** How the instances of a bag become one vector. */
export const poolings = ["hopfield", "mean", "max"] as const;

export type PoolingName = (typeof poolings)[number];

/** The separations of the family that pool; a window needs an order of the instances, which bags don't have. */
export const bagSeparations = [
  "softmax",
  "sparsemax",
  "entmax",
  "top-k",
  "random-masked",
  "linear",
  "random-features",
] as const;

export type BagSeparationName = (typeof bagSeparations)[number];

/** What is learned from bags, and how. */
export interface BagSettings {
  readonly pooling: PoolingName;
  /** Of Hopfield pooling. */
  readonly separation: BagSeparationName;
  /** Of entmax: where its learned α starts, in each head. */
  readonly alpha: number;
  /** Of top-K and random masking: the share of instances that is kept, at least one. */
  readonly fraction: number;
  /** Inverse temperature of Hopfield pooling: the "scaling" of the paper's tables. */
  readonly beta: number;
  readonly heads: number;
  /** Learned queries. */
  readonly prototypes: number;
  /** Retrieval steps, the last of which reads values out. */
  readonly steps: number;
  /** Units of the embedding. */
  readonly width: number;
  /** Share of units that is left out behind the embedding and behind pooling while learning. */
  readonly dropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Whether each feature is brought to mean 0 and deviation 1 over the bags learned from. */
  readonly standardise: boolean;
}

/** From the middle of the paper's search space (Nonparametric, table 4). */
export const defaultBagSettings: BagSettings = {
  pooling: "hopfield",
  separation: "softmax",
  alpha: 1.5,
  fraction: 0.2,
  beta: 1,
  heads: 4,
  prototypes: 2,
  steps: 1,
  width: 128,
  dropout: 0.3,
  epochs: 50,
  batchSize: 16,
  learningRate: 1e-3,
  weightDecay: 1e-4,
  standardise: true,
};

/** The settings with every default filled in. @throws RangeError naming the one that can't be. */
export function bagSettings(chosen: Partial<BagSettings> = {}): BagSettings {
  const settings = { ...defaultBagSettings, ...chosen };
  const counts = ["heads", "prototypes", "steps", "width", "epochs", "batchSize"] as const;
  for (const name of counts) {
    if (Number.isInteger(settings[name]) && settings[name] >= 1) continue;
    throw new RangeError(`bagSettings: ${name} must be a whole number ≥ 1, got ${settings[name]}`);
  }
  for (const name of ["beta", "learningRate"] as const) {
    if (settings[name] > 0 && Number.isFinite(settings[name])) continue;
    throw new RangeError(`bagSettings: ${name} must be a number > 0, got ${settings[name]}`);
  }
  const { dropout, fraction, weightDecay, alpha, width, heads } = settings;
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`bagSettings: dropout must be in [0, 1), got ${dropout}`);
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`bagSettings: fraction must be in (0, 1], got ${fraction}`);
  if (!(weightDecay >= 0)) throw new RangeError(`bagSettings: weightDecay must be ≥ 0, got ${weightDecay}`);
  if (!(alpha > 1)) throw new RangeError(`bagSettings: alpha must be > 1, got ${alpha}`);
  if (width % heads !== 0) {
    throw new RangeError(`bagSettings: ${heads} heads need a width that they divide, got ${width}`);
  }
  return settings;
}

/** What to call a way to pool: "Hopfield pooling (sparsemax)", "mean", "max". */
export function poolingTitle({ pooling, separation }: Pick<BagSettings, "pooling" | "separation">): string {
  return pooling === "hopfield" ? `Hopfield pooling (${separation})` : pooling;
}
