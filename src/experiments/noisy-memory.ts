import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { ownGates, remarkClaims } from "./noise-claims.ts";
import { type NoiseCurve, noiseChart, noiseCurvesOf, noiseNumbers } from "./noise-curves.ts";
import { type NoiseCell, noiseCells, noiseMemories, recallFromNoise } from "./noise-task.ts";
import type { PictureOutcome } from "./picture-task.ts";
import { nonparametricPaper } from "./recall-settings.ts";

/** Whether noise in the memories costs sparse-structured retrieval less than dense: Nonparametric, remark 4.2. */
export const noisyMemory: Experiment<NoiseCell, PictureOutcome> = defineExperiment({
  name: "noisy-memory",
  version: 1,
  title: "What noise in the memories costs",
  paper: `${nonparametricPaper}, lemma 3.2 and remark 4.2`,
  question:
    "Pictures are stored under noisy keys, or asked for by noisy queries. Does noise add less to the error of sparse-structured retrieval than to that of dense, as the remark concludes from two upper bounds?",
  settings: [
    {
      name: "Task",
      text: `${noiseMemories} pictures ξ; the keys are ξ + δξ, what is read out are the pictures ξ without noise (eq. 3.10 has both); every picture is asked for, by ξ or ξ + δx; one step. Noise is Gaussian. The paper shows nothing of it for the memories.`,
    },
    {
      name: "As published",
      text: "Pixels in [0, 1]; β is 0.01 on MNIST and 0.1 elsewhere, and the variance of the noise up to 1.4, as in figure 1.",
    },
    {
      name: "Standardised",
      text: "Every picture is brought to mean 0 and variance 1, and β = 30/d, so that none wins by its brightness and the right one can win. In so many dimensions only noise far larger than the picture does harm: its variance goes to 300.",
    },
    {
      name: "What is compared",
      text: "Error: Σ(x − ξ)² / Σξ². What noise costs: the error with it less the error without, on average over the variances above 0; compared with dense in the same runs. Success: an error of at most 20 %. The right picture: none other is nearer.",
    },
    {
      name: "Models",
      text: "Those of figure 1 that weigh patterns: not linear and random features. “Own kept”: random masking that always keeps the pattern that is asked for, as lemma 3.2 and theorem 4.1 assume; plain random masking doesn’t.",
    },
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; two strengths of noise, and none; 3 runs.",
      seconds: 4,
      data: ["scenes"],
      cells: noiseCells(["scenes"], {
        variances: { published: [0, 0.5, 1.4], standardised: [0, 30, 100] },
        runs: 3,
      }),
    },
    paper: {
      about: "MNIST and CIFAR-10; five strengths of noise, and none; 20 runs.",
      seconds: 60,
      data: ["mnist", "cifar10"],
      cells: noiseCells(["mnist", "cifar10"], {
        variances: { published: [0, 0.1, 0.3, 0.5, 0.9, 1.4], standardised: [0, 3, 10, 30, 100, 300] },
        runs: 20,
      }),
    },
  },
  run: recallFromNoise,
  summarise: (results) => {
    const curves = noiseCurvesOf(results);
    return { claims: claimsOf(curves), numbers: numbersOf(curves) };
  },
  chart: (results) => chartsOf(noiseCurvesOf(results)),
});

function claimsOf(curves: readonly NoiseCurve[]): Claim[] {
  return [...remarkClaims(curves), ...ownGates(curves)];
}

function numbersOf(curves: readonly NoiseCurve[]): ComparedNumber[] {
  return noiseNumbers(curves, ["dense", "sparse", "top 20 %", "50 % masked", "50 % masked, own kept"]);
}

function chartsOf(curves: readonly NoiseCurve[]): BandChart[] {
  return (["published", "standardised"] as const).flatMap((reading) =>
    (["error", "identified"] as const).map((measure) => noiseChart(curves, reading, measure)),
  );
}
