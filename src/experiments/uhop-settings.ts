import type { Setting } from "../report/index.node.ts";
import { nativeFrom } from "./uhop-learning.ts";

/** The paper behind these experiments. */
export const uhopPaper =
  "“Uniform Memory Retrieval with Larger Capacity for Modern Hopfield Models” (U-Hop, Wu et al. 2024)";

/** What the paper leaves open about learning, and what was done. */
export function learningSetting({
  loss = "the average separation loss, over all pairs of different memories",
  rate = "a constant rate of 1 (table 4)",
}: {
  loss?: string;
  rate?: string;
} = {}): Setting {
  return {
    name: "Learning",
    text: `Stage I of algorithm 1: gradient descent on ${loss}, of features divided by their length, with t = 2 and ${rate}. The paper doesn’t say where W starts nor how many features there are; the loss depends on the direction of W only, and its gradient goes with 1/|W|, so that a rate means nothing without a start. Here W is [d, d], as coded, and starts from N(0, 1/d), so that |W ξ| begins at about |ξ|. W’s rows are not divided by their lengths (line 4 of algorithm 1), nor are they in the code. From ${nativeFrom} memories on, products are taken by onnxruntime where it is installed, elsewhere by the plain way: the same formulas, rounded otherwise, and where steps overshoot, rounding grows.`,
  };
}

export const retrievalSetting: Setting = {
  name: "Retrieval",
  text: "One step, β = 1, softmax, by ⟨W x, W ξ⟩ with W as learned: features are not divided by their length there, as coded. Every memory is asked for. Pixels in [0, 1].",
};

export const errorSetting: Setting = {
  name: "Error",
  text: "Σ (x − ξ)² over the pixels of what was retrieved and of the original, both clamped to [0, 1]; the mean over the memories of a run.",
};

export const maskSetting: Setting = {
  name: "Damage",
  text: "Half of the pixels, drawn for each query, are 0 in all their channels; the others stay. The published code drops every value on its own with probability one half and doubles the rest, which isn’t taken over.",
};

export const dataSetting: Setting = {
  name: "Data",
  text: "Pictures drawn at random for each run from MNIST’s 60,000 training pictures, and from the first training batch of CIFAR-10, 10,000 pictures. The quick preset draws from 160 generated scenes of 16 × 16 pixels in colour.",
};
