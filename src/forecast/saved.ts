import {
  matrixFromArray,
  metadataJson,
  type NumericArray,
  readSafetensors,
  type Safetensors,
  type SeriesColumn,
  type TimeStep,
  writeSafetensors,
} from "../data/index.ts";
import type { OnnxRuntime } from "../onnx/index.ts";
import type { ErrorBand } from "./band.ts";
import type { Forecast, Trial } from "./forecast.ts";
import type { Forecaster } from "./forecaster.ts";
import { type LinearWeights, linearFrom } from "./linear.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { type NetChoice, type NetForecaster, openNetForecaster } from "./net.ts";
import { type RecallSettings, recallForecaster } from "./recall.ts";
import { type Standard, standardFrom } from "./standard.ts";

/** A forecaster with what it needs to be asked about a new series. */
export interface SavedForecaster {
  readonly forecaster: Forecaster;
  readonly standard: Standard;
  /** The column it learned from, and its steps. */
  readonly column: string;
  readonly step: TimeStep;
  readonly trial: Trial;
  readonly band: ErrorBand | undefined;
}

/** What a file of a forecaster says it is. */
const format = "madeleine forecaster";
const version = "1";

/** How a kind of forecaster is kept: its settings as JSON, its numbers as arrays. */
interface Kept {
  readonly settings: object;
  readonly tensors: readonly (readonly [string, NumericArray])[];
}

/** A chosen forecaster as bytes (.safetensors, its settings in the metadata). The one that recalls keeps its memory. */
export function saveForecaster({ forecaster, standard, column, chosen, band }: Forecast): Uint8Array {
  const { settings, tensors } = keptOf(forecaster, standard.standardised(column.values));
  const { values: _, ...trial } = chosen;
  const about = {
    ...{ format, version, name: forecaster.name, horizon: String(forecaster.horizon) },
    ...{ settings: JSON.stringify(settings), trial: JSON.stringify(trial) },
    ...{ column: column.name, step: JSON.stringify(column.step) },
    standard: JSON.stringify([standard.mean, standard.deviation]),
    ...(band && { band: JSON.stringify({ share: band.share, held: band.held }) }),
  };
  const widths: (readonly [string, NumericArray])[] = band
    ? [["band", { shape: [forecaster.horizon], data: Float32Array.from(band.halfWidths) }]]
    : [];
  return writeSafetensors([...tensors, ...widths], about);
}

/**
 * The forecaster in a file.
 * @param options.runtime opens what a trained net needs; other forecasters need none.
 * @throws Error for another file, or one of a later version.
 */
export async function openForecaster(
  bytes: Uint8Array,
  { name = "forecaster", runtime }: { name?: string; runtime?: () => Promise<OnnxRuntime> } = {},
): Promise<SavedForecaster> {
  const file = readSafetensors(bytes, name);
  const { tensors, metadata } = file;
  if (metadata.format !== format) {
    throw new Error(`${name}: is no forecaster; write one with madeleine forecast train --out`);
  }
  if (metadata.version !== version) {
    throw new Error(`${name}: is of version ${metadata.version}, expected ${version}; update madeleine`);
  }
  const parsed = (key: string): unknown => metadataJson(file, key, name) ?? null;
  const [mean, deviation] = parsed("standard") as [number, number];
  const about = parsed("band") as Pick<ErrorBand, "share" | "held"> | null;
  const widths = tensors.get("band");
  return {
    forecaster: await forecasterFrom(file, { name, runtime }),
    standard: standardFrom(mean, deviation),
    column: metadata.column ?? "",
    step: parsed("step") as TimeStep,
    trial: parsed("trial") as Trial,
    band: about && widths ? { ...about, halfWidths: Float64Array.from(widths.data) } : undefined,
  };
}

/**
 * Continues another series, `[H]` in its own units.
 * @throws RangeError where its steps aren't those that the forecaster learned, or its past is too short.
 */
export async function forecastBy(saved: SavedForecaster, column: SeriesColumn): Promise<Float64Array> {
  const { forecaster, standard } = saved;
  const values = standard.standardised(column.values);
  const found = await forecaster.forecast(values, [values.length]);
  return Float64Array.from(found.data, standard.restored);
}

function keptOf(forecaster: Forecaster, memory: Float32Array): Kept {
  if ("recall" in forecaster) {
    return {
      settings: forecaster.recall as object,
      tensors: [["memory", { shape: [memory.length], data: memory }]],
    };
  }
  if ("net" in forecaster) {
    const { net, parameters } = forecaster as NetForecaster;
    const tensors = Object.entries(parameters.values).map(
      ([name, { data, shape }]) =>
        [`net.${name}`, { data: Float32Array.from(data as Float32Array), shape }] as const,
    );
    return { settings: net.settings, tensors };
  }
  if ("map" in forecaster) {
    const { weights, bias, ridge } = forecaster.map as LinearWeights;
    return {
      settings: { ridge },
      tensors: [
        ["weights", { shape: [weights.rows, weights.columns], data: weights.data }],
        ["bias", { shape: [bias.length], data: bias }],
      ],
    };
  }
  return { settings: { season: forecaster.past }, tensors: [] };
}

async function forecasterFrom(
  file: Safetensors,
  { name, runtime }: { name: string; runtime: (() => Promise<OnnxRuntime>) | undefined },
): Promise<Forecaster> {
  const { tensors, metadata } = file;
  const { name: kind = "", horizon = "" } = metadata;
  const given = (metadataJson(file, "settings", name) ?? {}) as Record<string, unknown>;
  const tensor = (key: string): NumericArray => {
    const found = tensors.get(key);
    if (!found)
      throw new Error(`${name}: holds no array "${key}"; write it again with madeleine forecast train`);
    return found;
  };
  switch (kind) {
    case "recall":
      return recallForecaster(Number(horizon), given as unknown as RecallSettings, tensor("memory").data);
    case "linear":
      return linearFrom({
        weights: matrixFromArray(tensor("weights"), name),
        bias: tensor("bias").data,
        ridge: Number(given.ridge),
      });
    case "seasonal-naive":
      return seasonalNaive(Number(horizon), Number(given.season));
    case "naive":
      return naive(Number(horizon));
    case "net":
    case "stanhop": {
      if (!runtime) throw new Error(`${name}: holds a trained net, which needs an ONNX runtime to be asked`);
      const learned = [...tensors].filter(([key]) => key.startsWith("net."));
      const named = Object.fromEntries(learned.map(([key, tensor]) => [key.slice("net.".length), tensor]));
      return openNetForecaster(
        { name: kind, settings: given as unknown } as NetChoice,
        named,
        await runtime(),
      );
    }
    default:
      throw new Error(`${name}: holds a forecaster "${kind}" that isn't known; update madeleine`);
  }
}
