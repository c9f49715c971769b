import { capacity } from "./capacity.ts";
import { efficiency } from "./efficiency.ts";
import type { Experiment } from "./experiment.ts";
import { forecastTable } from "./forecast-table.ts";
import { henDamage } from "./hen-damage.ts";
import { henImages } from "./hen-images.ts";
import { henKernel } from "./hen-kernel.ts";
import { henRank } from "./hen-rank.ts";
import { henSeparability } from "./hen-separability.ts";
import { henText } from "./hen-text.ts";
import { maskRatio } from "./mask-ratio.ts";
import { maxAverage } from "./max-average.ts";
import { milBenchmarks } from "./mil-benchmarks.ts";
import { milMnistExperiment } from "./mil-mnist.ts";
import { noisyMemory } from "./noisy-memory.ts";
import { representation } from "./representation.ts";
import { robustness } from "./robustness.ts";
import { separationLossExperiment } from "./separation-loss.ts";
import { stanhop } from "./stanhop.ts";
import { theory } from "./theory.ts";
import { uhopCapacity } from "./uhop-capacity.ts";
import { uhopIterations } from "./uhop-iterations.ts";
import { uhopNoise } from "./uhop-noise.ts";
import { vit } from "./vit.ts";

/** Every experiment, in the order in which they are listed. */
export const experiments: readonly Experiment[] = [
  capacity,
  robustness,
  theory,
  noisyMemory,
  maskRatio,
  efficiency,
  separationLossExperiment,
  uhopCapacity,
  uhopNoise,
  uhopIterations,
  maxAverage,
  henImages,
  henRank,
  henText,
  henSeparability,
  henDamage,
  henKernel,
  milMnistExperiment,
  milBenchmarks,
  representation,
  forecastTable,
  stanhop,
  vit,
];

/** @throws RangeError for a name that there isn't, listing those that there are. */
export function experimentNamed(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.name).join(", ");
  throw new RangeError(`there is no experiment "${name}"; known: ${known}`);
}
