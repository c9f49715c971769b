import { dropPixels, type Picture } from "../../data/index.ts";
import { bestBackend, dotProduct, type Matrix, matrix, rowOf, unitRows, zeros } from "../../math/index.ts";
import { dot, retrieve } from "../../memory/index.ts";
import { certaintyOf } from "../calibration.ts";
import type { Memory } from "../memory.ts";
import { firstGiven, model } from "../settle.ts";
import type { PictureSource } from "../trials.ts";
import type { Judged, Subject } from "./recall-curve.ts";
import { bestItems, type IsTwin, landedFrom, losing, mostSteps, weightOn } from "./vector-subject.ts";

/** Items of a memory with a cosine of this or more are one. */
export const twinFrom = 0.98;

/** Whether two items of a memory are one, for all that their patterns tell. */
export function twinsIn({ patterns }: Memory): IsTwin {
  return (a, b) => a === b || dotProduct(rowOf(patterns, a), rowOf(patterns, b)) >= twinFrom;
}

/**
 * A memory as it recalls: the first look over what a cue shows, then its model. Cues are made of the pictures that
 * `source` gives, with pixels lost; without it of the patterns, with places lost and known to be.
 */
export function memorySubject(memory: Memory, source?: PictureSource): Subject {
  const isTwin = twinsIn(memory);
  const lose = losing(memory.patterns, new Float32Array(memory.patterns.columns));
  const plain = dot.prepare(memory.patterns, bestBackend());
  return {
    cues: async (items, lost, randoms) => {
      if (!source) return unitRows(lose(items, lost, randoms));
      const damage = dropPixels(lost);
      const pictures: Picture[] = await Promise.all(items.map((item) => source(item)));
      return memory.encodeMany(pictures.map((picture, b) => damage.apply(picture, randoms[b])));
    },
    judge: (cues, items) => {
      const { settled, first, similarities } = settledOf(memory, cues);
      const found = bestItems(settled);
      const neighbours = bestItems(plain.scores(zeros(cues.rows, memory.size), cues));
      const claims = claimsOf(memory, cues, similarities);
      return items.map((item, b): Judged => {
        const right = isTwin(item, found[b]);
        return {
          right,
          landed: weightOn(rowOf(first, b), item, isTwin) >= landedFrom,
          nearest: isTwin(item, neighbours[b]),
          recognised: claims?.[b] && right,
        };
      });
    },
  };
}

/** The weights after the first step and after the last, `[B, N]`, as `Memory.recall` takes them. */
function settledOf(memory: Memory, cues: Matrix): { similarities: Matrix; first: Matrix; settled: Matrix } {
  const similarities = memory.similarities(cues);
  let first: Matrix | undefined;
  const { weights } = retrieve(memory.featuresOf(cues), memory.features, {
    ...model,
    ...{ similarity: firstGiven(similarities, model.similarity), steps: mostSteps, energies: false },
    onStep: (_, __, now) => {
      first ??= { ...now, data: now.data.slice() };
    },
  });
  return { similarities, first: first ?? weights, settled: weights };
}

/** Which cues would be called recalled; undefined where the memory isn't calibrated. */
function claimsOf(memory: Memory, cues: Matrix, similarities: Matrix): boolean[] | undefined {
  const { calibration } = memory;
  if (!calibration) return undefined;
  const one = (source: Matrix, b: number): Matrix => matrix(rowOf(source, b), 1, source.columns);
  return Array.from({ length: cues.rows }, (_, b) => {
    const [evidence] = memory.evidence(one(cues, b), one(similarities, b));
    return certaintyOf(calibration, evidence).claimed;
  });
}
