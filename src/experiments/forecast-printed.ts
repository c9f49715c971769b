import type { SeriesName } from "./series-data.ts";

/** The nets of the table, in its order. */
export const tableNets = [
  "dense",
  "sparse",
  "top-20%",
  "top-50%",
  "top-80%",
  "window",
  "random features",
  "linear",
] as const;

export type TableNet = (typeof tableNets)[number];

/** Mean square errors as printed, by horizon, in the order of {@link tableNets}. Nonparametric, table 6. */
const printed: Partial<Record<SeriesName, Readonly<Record<number, readonly number[]>>>> = {
  ETTh1: {
    96: [0.137, 0.144, 0.148, 0.153, 0.147, 1.043, 0.147, 0.149],
    192: [0.153, 0.152, 0.146, 0.161, 0.15, 1.003, 0.158, 0.141],
    336: [0.148, 0.146, 0.156, 0.122, 0.16, 0.889, 0.151, 0.138],
    720: [0.169, 0.148, 0.184, 0.161, 0.123, 0.756, 0.141, 0.171],
  },
  ETTm1: {
    96: [0.148, 0.147, 0.144, 0.151, 0.142, 0.943, 0.151, 0.155],
    192: [0.189, 0.187, 0.191, 0.185, 0.188, 1.054, 0.19, 0.192],
    336: [0.163, 0.165, 0.168, 0.161, 0.169, 0.873, 0.175, 0.176],
    720: [0.159, 0.161, 0.165, 0.167, 0.169, 0.764, 0.162, 0.165],
  },
  ECL: {
    96: [0.378, 0.373, 0.384, 0.386, 0.383, 0.989, 0.39, 0.365],
    192: [0.486, 0.535, 0.502, 0.501, 0.519, 1.0, 0.543, 0.549],
    336: [0.748, 0.76, 0.65, 0.674, 0.638, 1.012, 0.767, 0.672],
    720: [0.961, 0.993, 1.145, 1.166, 1.211, 1.061, 1.362, 1.052],
  },
  WTH: {
    96: [0.347, 0.347, 0.348, 0.348, 0.356, 0.952, 0.345, 0.355],
    192: [0.399, 0.386, 0.36, 0.37, 0.361, 0.977, 0.368, 0.354],
    336: [0.407, 0.387, 0.376, 0.397, 0.403, 0.931, 0.392, 0.407],
    720: [0.669, 0.632, 0.59, 0.569, 0.618, 0.564, 0.564, 0.747],
  },
  Traffic: {
    96: [1.466, 1.489, 1.483, 1.517, 1.477, 1.52, 1.515, 1.489],
    192: [1.551, 1.55, 1.557, 1.548, 1.551, 1.57, 1.551, 1.551],
    336: [1.595, 1.595, 1.599, 1.592, 1.604, 1.612, 1.613, 1.614],
    720: [1.66, 1.671, 1.664, 1.676, 1.682, 1.683, 1.682, 1.681],
  },
};

/** The number that the paper prints; null where it prints none. */
export function printedError(data: SeriesName, horizon: number, net: string): number | null {
  const at = (tableNets as readonly string[]).indexOf(net);
  return printed[data]?.[horizon]?.[at] ?? null;
}
