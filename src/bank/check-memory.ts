import { softmax, sparsemax } from "../memory/index.ts";
import { type Advice, adviceFor, exactText, softmaxText } from "./check/advice.ts";
import { type Apart, apartIn } from "./check/apart.ts";
import { denseBeta } from "./check/margins.ts";
import { memorySubject, twinsIn } from "./check/memory-subject.ts";
import { dotSpace, meanOf } from "./check/space.ts";
import { losing, vectorSubject } from "./check/vector-subject.ts";
import { type Check, type CheckOptions, checked, type Loss, normsOf, stage } from "./check.ts";
import type { Memory } from "./memory.ts";
import { model } from "./settle.ts";
import type { PictureSource } from "./trials.ts";

/**
 * Checks a memory as it recalls. Cues are made of the pictures that `source` gives, by losing pixels; without it of
 * the patterns, by losing places. Twins (a cosine of 0.98 or more) count as one.
 */
export async function checkMemory(
  memory: Memory,
  options: CheckOptions & { source?: PictureSource } = {},
): Promise<Check> {
  const { seed = 1, features, source } = options;
  const { patterns } = memory;
  const stored = features?.map(patterns) ?? memory.features;
  const apart = apartIn(dotSpace, stored, { seed, onProgress: stage(options, "comparing items") });
  const own = memorySubject(memory, source);
  const loss: Loss = source ? "pixels" : memory.codec ? "places" : "numbers";
  const advice: Advice = features
    ? { similarity: `dot of ${features.name}`, ...adviceFor(apart, []), warnings: [] }
    : ownAdvice(memory, apart);
  const { separation, beta } = advice;
  const subject = features
    ? {
        cues: own.cues,
        judge: vectorSubject(
          patterns,
          { space: dotSpace, separation: separation === "softmax" ? softmax : sparsemax, beta },
          { lose: losing(patterns, meanOf(patterns)), isTwin: twinsIn(memory), features: features.map },
        ).judge,
      }
    : own;
  return checked(apart, subject, { loss, compared: [], advice, norms: normsOf(patterns) }, options);
}

/** The model that memories recall with. */
function ownAdvice({ kernel }: Memory, { margins, geometry }: Apart): Advice {
  const { beta } = model;
  const compared = kernel
    ? "the learned kernel: items and cues are compared by the cosine of their features."
    : "overlap cosine, then dot: the memory’s own; a cue is compared where it shows anything, and patterns have unit length.";
  const exact = margins.filter((margin) => margin >= 1 / beta).length;
  return {
    ...{ similarity: kernel ? "learned kernel" : "overlap cosine, then dot", separation: "sparsemax", beta },
    reasons: [
      compared,
      exactText(exact, margins.length, beta),
      `β = ${beta}: the memory’s own; what has a cosine below ${1 - 1 / beta} is kept apart.`,
      ...softmaxText(denseBeta(Array.from(margins), geometry.patternCount)),
    ],
    warnings: [],
  };
}
