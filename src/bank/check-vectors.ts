import {
  createRandom,
  type Matrix,
  type MatrixInput,
  requireFinite,
  rowOf,
  shapeOf,
  squaredDistance,
  toMatrix,
} from "../math/index.ts";
import { softmax, sparsemax } from "../memory/index.ts";
import { type Advice, adviceFor, scaleWarnings, similarityText } from "./check/advice.ts";
import { apartIn } from "./check/apart.ts";
import { bestCompared, compareSpaces } from "./check/compared.ts";
import { dotSpace, meanOf, vectorSpaces } from "./check/space.ts";
import { type IsTwin, losing, type Trying, vectorSubject } from "./check/vector-subject.ts";
import { batchOf, type Check, type CheckOptions, checked, drawn, normsOf, stage } from "./check.ts";

/**
 * Checks vectors `[N, d]`: tries ways to compare them on damaged copies, then computes margins in the best one, and
 * tries the model that these advise on other copies. A lost number becomes its mean over all vectors.
 * @throws RangeError for no vectors, vectors of no numbers, NaN or infinity (naming row and column).
 */
export async function checkVectors(patterns: MatrixInput, options: CheckOptions = {}): Promise<Check> {
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  if (Xi.rows === 0 || Xi.columns === 0) {
    throw new RangeError(`checkVectors: patterns are ${shapeOf(Xi)}; give at least one of one number`);
  }
  const { seed = 1, features } = options;
  const map = features?.map ?? ((vectors: Matrix) => vectors);
  const stored = map(Xi);
  const isTwin: IsTwin = (a, b) => a === b || squaredDistance(rowOf(Xi, a), rowOf(Xi, b)) === 0;
  const trying: Trying = { lose: losing(Xi, meanOf(Xi)), isTwin, features: map };
  const spaces = vectorSpaces(stored);
  const tried = compareSpaces(Xi, spaces, {
    ...{ items: drawn(Xi, options, "compared"), random: createRandom(seed, "compared cues") },
    ...{ batch: batchOf(Xi.rows), ...trying },
    onProgress: stage(options, "comparing similarities"),
  });
  const best = bestCompared(tried);
  const space = spaces.find(({ name }) => name === best.name) ?? dotSpace;
  const apart = apartIn(space, stored, { seed, onProgress: stage(options, "comparing items") });
  const { separation, beta, reasons } = adviceFor(apart, best.cueMargins);
  const subject = vectorSubject(
    Xi,
    { space, separation: separation === "softmax" ? softmax : sparsemax, beta },
    trying,
  );
  const norms = normsOf(Xi);
  const compared = tried.map(({ name, levels, meanRecall }) => ({ name, levels, meanRecall }));
  const advice: Advice = {
    similarity: features ? `${space.name} of ${features.name}` : space.name,
    ...{ separation, beta, reasons: [similarityText(best, compared), ...reasons] },
    warnings: scaleWarnings(compared, best, norms),
  };
  return checked(apart, subject, { loss: "numbers", compared, advice, norms }, options);
}
