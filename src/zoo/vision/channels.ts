import type { Matrix } from "../../math/index.ts";
import type { VisionSettings } from "./vision-settings.ts";

/** Mean and deviation of each channel over all pixels of pictures `[N, side² · channels]`. */
export function channelsOf({ data }: Matrix, channels: number): Pick<VisionSettings, "mean" | "deviation"> {
  const found = Array.from({ length: channels }, (_, channel) => {
    let [sum, squares] = [0, 0];
    for (let i = channel; i < data.length; i += channels) {
      sum += data[i];
      squares += data[i] ** 2;
    }
    const mean = (channels * sum) / data.length;
    return { mean, deviation: Math.sqrt(Math.max((channels * squares) / data.length - mean ** 2, 1e-6)) };
  });
  return { mean: found.map(({ mean }) => mean), deviation: found.map(({ deviation }) => deviation) };
}
