import type { BagSettings } from "../zoo/index.ts";

/** A way to pool, as the paper's tables and figures list them, and the baselines that they leave out. */
export interface BagModelChoice {
  readonly name: string;
  /** Lines of one family share a colour. */
  readonly family: string;
  readonly kind?: "baseline";
  readonly settings: Partial<BagSettings>;
}

const topK = (percent: number): BagModelChoice => ({
  name: `top ${percent} %`,
  family: "top-K",
  settings: { separation: "top-k", fraction: percent / 100 },
});

/** Of figures 1 and 2 and of table 5; the window needs an order of instances, and bags have none. */
export const bagModels: readonly BagModelChoice[] = [
  { name: "dense", family: "dense", settings: { separation: "softmax" } },
  { name: "sparse", family: "sparse", settings: { separation: "sparsemax" } },
  ...[20, 50, 80].map(topK),
  {
    name: "50 % masked",
    family: "masked",
    settings: { separation: "random-masked", fraction: 0.5 },
  },
  { name: "random features", family: "random features", settings: { separation: "random-features" } },
  { name: "linear", family: "linear", settings: { separation: "linear" } },
  { name: "mean", family: "mean", kind: "baseline", settings: { pooling: "mean" } },
  { name: "max", family: "max", kind: "baseline", settings: { pooling: "max" } },
];

/** @throws RangeError for a name that there isn't. */
export function bagModelNamed(name: string): BagModelChoice {
  const found = bagModels.find((model) => model.name === name);
  if (!found) throw new RangeError(`there is no way to pool called "${name}"`);
  return found;
}
