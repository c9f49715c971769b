import { dotProduct, norm, rowOf } from "madeleine/math";
import { openRetriever } from "madeleine/memory";
import type { Cue } from "../cue/cue.ts";
import type { KeptMemory } from "../memory/kept-memory.ts";
import { readOutShown, type Share, type Shown } from "../picture/album.ts";
import type { ModelChoice } from "./choice.ts";
import { definitionOf } from "./definition.ts";
import { type Trajectory, trajectoryOf } from "./trajectory.ts";

/** A picture of the way to where a model settles. */
export interface ModelFrame {
  /** After how many steps. */
  readonly step: number;
  readonly picture: Shown;
  readonly shares: readonly Share[];
  /** How many memories have a weight of a thousandth or more. */
  readonly mixes: number;
}

/** What a model makes of a cue. */
export interface ModelFilm {
  readonly frames: readonly ModelFrame[];
  readonly steps: number;
  readonly converged: boolean;
  readonly energies: readonly number[] | undefined;
  /** The stored picture that the settled state is most alike to, and the cosine. */
  readonly closest: { readonly item: number; readonly likeness: number };
  /** How many threads computed. */
  readonly threads: number;
}

/** So many pictures are shown of each way: the first ones, and the last. */
const mostFrames = 9;

/** What each of some models makes of a cue, from its pattern alone: nobody tells them what is missing. */
export async function modelFilms(
  kept: KeptMemory,
  { picture, known }: Cue,
  choices: readonly ModelChoice[],
): Promise<ModelFilm[]> {
  const { patterns } = kept.memory;
  const start = await kept.memory.encode(picture, known);
  const retriever = await openRetriever(patterns);
  try {
    const films: ModelFilm[] = [];
    for (const choice of choices) {
      const way = await trajectoryOf(retriever, start, { definition: definitionOf(choice, patterns) });
      films.push({ ...filmOfWay(kept, way, picture), threads: retriever.threads });
    }
    return films;
  } finally {
    await retriever.close();
  }
}

function filmOfWay(
  { album, memory }: KeptMemory,
  { weights, energies, converged, states }: Trajectory,
  size: { readonly width: number; readonly height: number },
): Omit<ModelFilm, "threads"> {
  const last = weights.length - 1;
  const shown = weights.map((_, k) => k).filter((k) => k < mostFrames - 1 || k === last);
  const frames = shown.map(
    (k): ModelFrame => ({
      step: k + 1,
      picture: readOutShown(album, weights[k], size),
      shares: weights[k].slice(0, 4),
      mixes: weights[k].filter(({ weight }) => weight >= 0.001).length,
    }),
  );
  return { frames, steps: weights.length, converged, energies, closest: closestOf(memory, states[last + 1]) };
}

function closestOf({ patterns }: KeptMemory["memory"], state: Float32Array): ModelFilm["closest"] {
  const length = norm(state);
  let closest = { item: 0, likeness: -1 };
  for (let item = 0; item < patterns.rows; item++) {
    const pattern = rowOf(patterns, item);
    const likeness = dotProduct(state, pattern) / Math.max(length * norm(pattern), 1e-12);
    if (likeness > closest.likeness) closest = { item, likeness };
  }
  return closest;
}
