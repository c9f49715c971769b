import type { Setting } from "../report/index.node.ts";
import { featureCount } from "./models.ts";

/** The paper behind figure 1. */
export const nonparametricPaper = "“Nonparametric Modern Hopfield Models” (Hu et al. 2024)";

/** What both halves of figure 1 (left) share. */
export function recallSettings(damage: { published: string; coded: string }): Setting[] {
  return [
    {
      name: "As published",
      text: `Pixels in [0, 1]; memories drawn at random for each run; 20 of them (10 where there are no more) are asked for; one step. ${damage.published} β is 0.01 on MNIST and 0.1 elsewhere. Success: Σ(x − ξ)² is at most 20 % of Σξ²; the paper says “sum-of-square similarity error” below “20 %”, and not of what. 50 runs, as appendix E.1 says; the figure’s caption says 10.`,
    },
    {
      name: "As coded",
      text: `What the published scripts ask for: pixels normalised (MNIST (v − 0.1307) / 0.3081, others (v − 0.5) / 0.5); every memory is asked for; ten steps, which the scripts leave at its default; the same β. ${damage.coded} Success: the mean of |x − ξ| over pixels, both clamped to [0, 1], is at most 0.1 on MNIST and 0.2 elsewhere. 20 runs. Only these settings are taken over: the published layer itself normalises scores over an axis of length one, which makes it answer every query with the mean of all memories, and takes softmax for sparsemax.`,
    },
    {
      name: "Where β is large enough",
      text: "As published, but with pixels normalised as coded and β = 1, so that one memory can win. 20 runs.",
    },
    {
      name: "Models",
      text: `Dense: softmax; sparse: sparsemax; top-K: softmax over the 20, 50 or 80 % of the memories with the largest scores; masked: softmax over what is left when 20, 50 or 80 % of the memories are masked at random, drawn for each query; linear: elu + 1 features, no β; random features: ${featureCount} positive ones, drawn for each run, and where all their products are too small for float32, even weights. The window model needs places in a sequence, which a query here has not; the paper leaves it out too.`,
    },
    {
      name: "To compare with",
      text: "Nearest by product: the memory of the largest inner product, what dense becomes as β grows. Nearest by distance: the memory of the least Euclidean distance. Mean of all: the mean of all memories, whatever the query.",
    },
    {
      name: "Data",
      text: "MNIST’s 60,000 training pictures and the first training batch of CIFAR-10, 10,000 pictures. The quick preset draws 160 scenes of 16 × 16 pixels and treats them as CIFAR-10.",
    },
  ];
}
