import type { NumericArray } from "../../data/index.ts";
import type { Weights } from "./net.ts";

/** For tests: channels of square maps, `data[(c * side + y) * side + x]`. */
export interface Maps {
  readonly channels: number;
  readonly side: number;
  readonly data: Float64Array;
}

/** For tests: layers by their definitions, in float64. */
export function plainMaps(channels: number, side: number, data: ArrayLike<number>): Maps {
  return { channels, side, data: Float64Array.from(data) };
}

/** Every number changed. */
export function each(maps: Maps, change: (value: number, i: number) => number): Maps {
  return { ...maps, data: maps.data.map(change) };
}

export const relu = (maps: Maps): Maps => each(maps, (value) => Math.max(0, value));

export const sum = (a: Maps, b: Maps): Maps => each(a, (value, i) => value + b.data[i]);

/** out[o, y, x] = b[o] + Σ w[o, c, i, j] in[c, stride y + i − pad, stride x + j − pad]. */
export function plainConvolution(maps: Maps, weights: Weights, name: string, options: Stride = {}): Maps {
  const kernel = arrayIn(weights, `${name}.weight`);
  const [outputs, channels, size] = kernel.shape;
  const { stride = 1, pad = Math.floor(size / 2) } = options;
  const side = Math.floor((maps.side + 2 * pad - size) / stride) + 1;
  const data = new Float64Array(outputs * side * side);
  const bias = weights.get(`${name}.bias`)?.data;
  eachPlace(outputs, side, (o, y, x, at) => {
    let total = bias?.[o] ?? 0;
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          total +=
            kernel.data[((o * channels + c) * size + i) * size + j] *
            valueAt(maps, c, stride * y + i - pad, stride * x + j - pad);
        }
      }
    }
    data[at] = total;
  });
  return { channels: outputs, side, data };
}

/** out[o, 2y + i − 1, 2x + j − 1] gets Σ w[c, o, i, j] in[c, y, x] + b[o]: 4 × 4 and stride 2. */
export function plainTransposed(maps: Maps, weights: Weights, name: string): Maps {
  const kernel = arrayIn(weights, `${name}.weight`);
  const outputs = kernel.shape[1];
  const side = 2 * maps.side;
  const bias = arrayIn(weights, `${name}.bias`).data;
  const data = new Float64Array(outputs * side * side).map((_, at) => bias[Math.floor(at / (side * side))]);
  eachPlace(maps.channels, maps.side, (c, y, x, from) => {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          const [row, column] = [2 * y + i - 1, 2 * x + j - 1];
          if (row < 0 || column < 0 || row >= side || column >= side) continue;
          data[(o * side + row) * side + column] +=
            kernel.data[((c * outputs + o) * 4 + i) * 4 + j] * maps.data[from];
        }
      }
    }
  });
  return { channels: outputs, side, data };
}

/** (x − mean)/√(variance + 1e-5) over each of four groups of channels, times a weight of each channel plus a bias. */
export function plainGroupNorm(maps: Maps, weights: Weights, name: string): Maps {
  const [scale, shift] = [arrayIn(weights, `${name}.weight`).data, arrayIn(weights, `${name}.bias`).data];
  const places = maps.side * maps.side;
  const length = (maps.channels / 4) * places;
  const moments = [0, 1, 2, 3].map((group) => {
    const part = maps.data.subarray(group * length, (group + 1) * length);
    const mean = part.reduce((total, value) => total + value, 0) / length;
    return [mean, part.reduce((total, value) => total + (value - mean) ** 2, 0) / length];
  });
  return each(maps, (value, i) => {
    const [mean, variance] = moments[Math.floor(i / length)];
    const channel = Math.floor(i / places);
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[channel] + shift[channel];
  });
}

/** Every place four times. */
export function plainTwice(maps: Maps): Maps {
  const side = 2 * maps.side;
  const data = new Float64Array(maps.channels * side * side);
  eachPlace(maps.channels, side, (c, y, x, at) => {
    data[at] = valueAt(maps, c, y >> 1, x >> 1);
  });
  return { channels: maps.channels, side, data };
}

interface Stride {
  stride?: number;
  pad?: number;
}

function eachPlace(
  channels: number,
  side: number,
  visit: (c: number, y: number, x: number, at: number) => void,
): void {
  for (let at = 0; at < channels * side * side; at++) {
    visit(Math.floor(at / (side * side)), Math.floor(at / side) % side, at % side, at);
  }
}

function valueAt({ data, side }: Maps, c: number, y: number, x: number): number {
  return y < 0 || x < 0 || y >= side || x >= side ? 0 : data[(c * side + y) * side + x];
}

function arrayIn(weights: Weights, name: string): NumericArray {
  const found = weights.get(name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
