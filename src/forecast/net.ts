import type { SeriesParts } from "../data/index.ts";
import { openParameters, type ParameterBlock } from "../engine/index.ts";
import { createRandom, matrix } from "../math/index.ts";
import type { NamedTensors, OnnxRuntime } from "../onnx/index.ts";
import {
  type ForecasterNetSettings,
  forecasterNet,
  learnSeries,
  type NetSeparation,
  openAsked,
} from "../zoo/index.ts";
import { backtest, originsIn } from "./backtest.ts";
import { type Forecaster, requireOrigins } from "./forecaster.ts";
import type { Season } from "./season.ts";
import type { Tuned } from "./tune.ts";

/** A forecaster that is a trained net. Close it when done. */
export interface NetForecaster extends Forecaster {
  readonly net: ForecasterNetSettings;
  readonly parameters: ParameterBlock;
  close(): Promise<void>;
}

export interface NetOptions extends NetSeparation {
  readonly runtime: OnnxRuntime;
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

/**
 * The net of Nonparametric, appendix E.4, told where values stand and forecasting what is to be added to the last one;
 * trained on the first part, its epoch chosen on the second. It isn't trained again on the rest.
 */
export async function tunedNet(
  input: NetInput,
  options: NetOptions,
): Promise<Tuned & Pick<NetForecaster, "close">> {
  const { values, parts, horizon, seasons } = input;
  const { runtime, epochs = 20, seed = 1, onProgress, separation, fraction, reach } = options;
  const season = seasons[0]?.length ?? 12;
  const past = Math.max(2, Math.min(Math.max(horizon, 2 * season), longestPast, parts.train.end >> 2));
  const settings: ForecasterNetSettings = {
    ...{ past, horizon, separation, positions: true, relative: true },
    ...(fraction !== undefined && { fraction }),
    ...(reach !== undefined && { reach }),
  };
  const random = createRandom(seed, "net");
  const all = matrix(values, values.length, 1);
  const learned = await learnSeries({
    ...{ runtime, net: forecasterNet(settings, random), values: all, past, horizon, epochs, seed },
    origins: originsIn({ start: past, end: parts.train.end }, horizon),
    validation: originsIn(parts.validation, horizon, 64),
    batchSize: 64,
    ...(onProgress && { onProgress }),
  });
  const forecaster = netFrom(settings, { asked: learned, parameters: learned.parameters });
  const { mse, mae } = await backtest(forecaster, values, originsIn(parts.validation, horizon, 64));
  return { name: "net", validation: { mse, mae }, fit: () => forecaster, close: learned.close };
}

/** A net with the parameters that it had learned. */
export async function openNetForecaster(
  settings: ForecasterNetSettings,
  learned: NamedTensors,
  runtime: OnnxRuntime,
): Promise<NetForecaster> {
  const net = forecasterNet(settings, createRandom(1));
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
      opened.forecast(values, origins, settings),
    close: opened.close,
  };
  return netFrom(settings, { asked, parameters });
}

interface Opened {
  readonly asked: Pick<Awaited<ReturnType<typeof learnSeries>>, "forecast" | "close">;
  readonly parameters: ParameterBlock;
}

function netFrom(settings: ForecasterNetSettings, { asked, parameters }: Opened): NetForecaster {
  const { past, horizon, separation } = settings;
  const about = {
    name: "net",
    settings: `of the last ${past} values, ${separation}, trained on the first part`,
    horizon,
    past,
  };
  return {
    ...{ ...about, net: settings, parameters },
    forecast: async (values, origins) => {
      requireOrigins(about, values, origins);
      return asked.forecast(matrix(values, values.length, 1), origins);
    },
    close: asked.close,
  };
}
