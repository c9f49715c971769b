import type { SeriesParts } from "../data/index.ts";
import { openParameters, type ParameterBlock } from "../engine/index.ts";
import { createRandom, matrix, type Random } from "../math/index.ts";
import type { NamedTensors, OnnxRuntime } from "../onnx/index.ts";
import {
  type ForecasterNetSettings,
  forecasterNet,
  learnSeries,
  type NetSeparation,
  openAsked,
  type SeriesLearning,
  type SeriesNet,
  type StanhopSettings,
  stanhopNet,
} from "../zoo/index.ts";
import { backtest, originsIn } from "./backtest.ts";
import { type Forecaster, requireOrigins } from "./forecaster.ts";
import type { Season } from "./season.ts";
import type { Tuned } from "./tune.ts";

/** The forecasters that are trained: the net of Nonparametric, appendix E.4, and STanHop-Net (U-Hop, appendix F.5). */
export const netNames = ["net", "stanhop"] as const;

/** One of them, with what it is built by. */
export type NetChoice =
  | { readonly name: "net"; readonly settings: ForecasterNetSettings }
  | { readonly name: "stanhop"; readonly settings: StanhopSettings };

/** A forecaster that is a trained net. Close it when done. */
export interface NetForecaster extends Forecaster {
  readonly net: NetChoice;
  readonly parameters: ParameterBlock;
  close(): Promise<void>;
}

export interface NetOptions extends Partial<NetSeparation> {
  readonly runtime: OnnxRuntime;
  /** Default: "net". */
  readonly name?: NetChoice["name"];
  /** Of stanhop: whether its associations get kernels, separated as U-Hop's algorithm 2 has it. Default: false. */
  readonly kernels?: boolean;
  /** Passes over at most 2,000 windows each. Default: 20. */
  readonly epochs?: number;
  /** Default: 1. */
  readonly seed?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a net learns from. */
export interface NetInput {
  /** Standardised, `[T]`. */
  readonly values: Float32Array;
  readonly parts: SeriesParts;
  readonly horizon: number;
  readonly seasons: readonly Season[];
}

/** It looks at so many values at most. */
const longestPast = 192;

/** How each is trained, but for the passes. */
const learning: Readonly<Record<NetChoice["name"], SeriesLearning>> = {
  net: { batchSize: 64 },
  stanhop: { batchSize: 16, rate: 5e-4, weightDecay: 0, loss: "absolute" },
};

/**
 * A net trained on the first part, its epoch chosen on the second; it isn't trained again on the rest. Separations are
 * softmax by default, of stanhop entmax with a learned α.
 * @throws RangeError for kernels in another net than stanhop, and for a window in stanhop.
 */
export async function tunedNet(
  input: NetInput,
  options: NetOptions,
): Promise<Tuned & Pick<NetForecaster, "close">> {
  const { values, parts, horizon } = input;
  const { runtime, epochs = 20, seed = 1, onProgress } = options;
  const choice = choiceOf(input, options);
  const { past } = choice.settings;
  const learned = await learnSeries({
    ...{ runtime, net: seriesNetOf(choice, createRandom(seed, "net")), past, horizon, epochs, seed },
    ...learning[choice.name],
    values: matrix(values, values.length, 1),
    origins: originsIn({ start: past, end: parts.train.end }, horizon),
    validation: originsIn(parts.validation, horizon, 64),
    ...(onProgress && { onProgress }),
  });
  const forecaster = netFrom(choice, { asked: learned, parameters: learned.parameters });
  const { mse, mae } = await backtest(forecaster, values, originsIn(parts.validation, horizon, 64));
  return { name: choice.name, validation: { mse, mae }, fit: () => forecaster, close: learned.close };
}

/**
 * The net of appendix E.4 is told where values stand, and forecasts what is to be added to the last one. STanHop-Net has
 * the sizes of U-Hop's appendix F.5, but for 64 units, and for shorter segments of a short past.
 */
function choiceOf({ parts, horizon, seasons }: NetInput, options: NetOptions): NetChoice {
  const { name = "net", kernels = false, separation, fraction, reach } = options;
  const season = seasons[0]?.length ?? 12;
  const past = Math.max(2, Math.min(Math.max(horizon, 2 * season), longestPast, parts.train.end >> 2));
  const shared = { past, horizon, ...(fraction !== undefined && { fraction }) };
  if (name === "net") {
    if (kernels) throw new RangeError("forecast: U-Hop's kernels stand in stanhop, got net; choose that one");
    const own = { separation: separation ?? "softmax", ...(reach !== undefined && { reach }) };
    return { name, settings: { ...shared, ...own, positions: true, relative: true } };
  }
  if (separation === "window") {
    throw new RangeError(
      "forecast: stanhop pools to prototypes, which have no order that a window could go by; take another separation",
    );
  }
  const sizes = { width: 64, segment: Math.max(1, Math.min(12, past >> 2)), layers: horizon > 192 ? 2 : 1 };
  return {
    name,
    settings: { ...shared, ...sizes, series: 1, separation: separation ?? "entmax", kernels },
  };
}

function seriesNetOf({ name, settings }: NetChoice, random: Random): SeriesNet {
  return name === "net" ? forecasterNet(settings, random) : stanhopNet(settings, random);
}

/** A net with the parameters that it had learned. */
export async function openNetForecaster(
  choice: NetChoice,
  learned: NamedTensors,
  runtime: OnnxRuntime,
): Promise<NetForecaster> {
  const net = seriesNetOf(choice, createRandom(1));
  const parameters = openParameters(net.parameters);
  for (const { name, start } of net.parameters) {
    const data = learned[name]?.data as Float32Array | undefined;
    if (data?.length !== start.length) {
      throw new Error(`net: the parameter ${name} is missing or of another size; train the forecaster again`);
    }
    (parameters.values[name].data as Float32Array).set(data);
  }
  const opened = await openAsked(runtime, net, parameters);
  const asked = {
    forecast: (values: ReturnType<typeof matrix>, origins: readonly number[]) =>
      opened.forecast(values, origins, choice.settings),
    close: opened.close,
  };
  return netFrom(choice, { asked, parameters });
}

interface Opened {
  readonly asked: Pick<Awaited<ReturnType<typeof learnSeries>>, "forecast" | "close">;
  readonly parameters: ParameterBlock;
}

function netFrom(net: NetChoice, { asked, parameters }: Opened): NetForecaster {
  const { past, horizon, separation } = net.settings;
  const details = [separation, ...(net.name === "stanhop" && net.settings.kernels ? ["with U-Hop"] : [])];
  const about = {
    name: net.name,
    settings: `of the last ${past} values, ${details.join(", ")}, trained on the first part`,
    horizon,
    past,
  };
  return {
    ...{ ...about, net, parameters },
    forecast: async (values, origins) => {
      requireOrigins(about, values, origins);
      return asked.forecast(matrix(values, values.length, 1), origins);
    },
    close: asked.close,
  };
}
