import {
  argmax,
  cosine,
  dot,
  entmax,
  learnedKernel,
  masked,
  negativeEuclidean,
  negativeManhattan,
  negativeSquaredEuclidean,
  polynomial,
  radialKernel,
  type Separation,
  type Similarity,
  softmax,
  sparsemax,
  topK,
} from "madeleine/memory";
import type { inputOf } from "./case.ts";

type Input = ReturnType<typeof inputOf>;

/** The similarity a golden case names. */
export function similarityOf(input: Input): Similarity {
  const name = input.text("similarity");
  switch (name) {
    case "dot":
      return dot;
    case "cosine":
      return cosine;
    case "negative-l2":
      return negativeEuclidean;
    case "negative-squared-l2":
      return negativeSquaredEuclidean;
    case "negative-l1":
      return negativeManhattan;
    case "learned-linear":
      return learnedKernel(input.matrix("W"));
    case "kmn-exponential":
      return radialKernel({ radius: input.number("r"), exponent: input.number("alpha") });
    default:
      throw new Error(`no similarity is called ${name}`);
  }
}

/** The separation a golden case names. */
export function separationOf(input: Input): Separation {
  const name = input.text("separation");
  switch (name) {
    case "softmax":
      return softmax;
    case "sparsemax":
      return sparsemax;
    case "entmax":
      return entmax(input.number("alpha"));
    case "polynomial":
      return polynomial(input.number("n"));
    case "topk":
      return topK(input.number("k"));
    case "masked-softmax":
      return masked(softmax, input.flags("mask"));
    case "argmax":
      return argmax;
    default:
      throw new Error(`no separation is called ${name}`);
  }
}
