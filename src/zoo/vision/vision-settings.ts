/** The separations of a vision net's associations. */
export const visionSeparations = ["softmax", "sparsemax", "entmax"] as const;

export type VisionSeparationName = (typeof visionSeparations)[number];

/** A net for pictures of one size. */
export interface VisionSettings {
  /** Pixels to a side of a picture, and to a side of a patch, which divide it. */
  readonly side: number;
  readonly patch: number;
  /** Numbers to a pixel: 3, or 1 for grey. */
  readonly channels: number;
  readonly classes: number;
  /** d, the units of a patch's embedding. */
  readonly width: number;
  /** Which divide d. */
  readonly heads: number;
  /** Encoder layers. */
  readonly layers: number;
  /** Of entmax α is learned, one for each layer. */
  readonly separation: VisionSeparationName;
  /** What classes are read from: a learned token that asks the patches, or the mean of patches that ask each other. */
  readonly readout: "class token" | "mean";
  /** Whether a Φ stands before W_Q and W_K of each layer, which U-Hop's first stage separates. */
  readonly kernels: boolean;
  /** With kernels: values are read from behind Φ, as the published code does. */
  readonly asCoded: boolean;
  /** Share of units that is left out behind the embedding and within the MLPs while learning. */
  readonly dropout: number;
  /** Of each channel, taken from the pictures before anything else, and what they are divided by. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export const defaultVisionSettings: VisionSettings = {
  side: 32,
  patch: 4,
  channels: 3,
  classes: 10,
  width: 64,
  heads: 4,
  layers: 1,
  separation: "softmax",
  readout: "class token",
  kernels: false,
  asCoded: false,
  dropout: 0,
  mean: [0.5, 0.5, 0.5],
  deviation: [0.25, 0.25, 0.25],
};

/** The settings with every default filled in. @throws RangeError naming the one that can't be. */
export function visionSettings(chosen: Partial<VisionSettings> = {}): VisionSettings {
  const settings = { ...defaultVisionSettings, ...chosen };
  for (const name of ["side", "patch", "channels", "classes", "width", "heads", "layers"] as const) {
    if (Number.isInteger(settings[name]) && settings[name] >= 1) continue;
    throw new RangeError(`visionSettings: ${name} must be a whole number ≥ 1, got ${settings[name]}`);
  }
  const { side, patch, width, heads, dropout, channels, mean, deviation } = settings;
  if (side % patch !== 0) {
    throw new RangeError(
      `visionSettings: patches of ${patch} don't fill a side of ${side}; choose a divisor`,
    );
  }
  if (width % heads !== 0) {
    throw new RangeError(`visionSettings: ${heads} heads need a width that they divide, got ${width}`);
  }
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`visionSettings: dropout must be in [0, 1), got ${dropout}`);
  }
  if (mean.length !== channels || deviation.length !== channels) {
    throw new RangeError(
      `visionSettings: ${channels} channels need as many means and deviations, got ${mean.length} and ${deviation.length}`,
    );
  }
  return settings;
}
