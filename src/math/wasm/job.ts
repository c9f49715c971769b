import type { ScoreForm, SeparationForm } from "../held.ts";
import type { Space } from "./space.ts";
import type { Team, Work } from "./team.ts";

/** A job is this many float64 numbers at most. */
export const FIELDS = 24;

/** The bytes of the jobs of all threads. */
export function jobBytes(team: Team): number {
  return 8 * FIELDS * team.size;
}

/** How many chunks a thread takes, if all are equally fast. */
const CHUNKS = 4;

/**
 * Describes a job of `count` items for every thread. Chunks are multiples of `grain`; their number is `chunks`, or a
 * few per thread.
 */
export function shared(
  { space, team }: { space: Space; team: Team },
  at: number,
  work: { count: number; grain: number; chunks?: number; fields: (thread: number) => readonly number[] },
): Work {
  const { count, grain, fields, chunks = team.size === 1 ? 1 : CHUNKS * team.size } = work;
  const jobs = Array.from({ length: team.size }, (_, thread) => {
    const job = at + 8 * FIELDS * thread;
    new Float64Array(space.memory.buffer, job, FIELDS).set(fields(thread));
    return job;
  });
  return { jobs, count, chunk: Math.max(1, Math.ceil(count / chunks / grain)) * grain };
}

/** The numbers that kernels/scores.as.ts gives to kinds of score. */
export const SCORE_KINDS: Readonly<Record<ScoreForm, number>> = {
  dot: 0,
  "squared-euclidean": 1,
  manhattan: 2,
  cosine: 4,
  euclidean: 5,
};

/** The numbers that kernels/separate.as.ts gives to kinds of separation. */
export function separationKind(form: SeparationForm): number {
  if (form.kind === "softmax") return 0;
  if (form.kind === "top-k") return 3;
  if (form.alpha === 1.5) return 1;
  return form.alpha === 2 ? 2 : ELSEWHERE;
}

/** Weighed by the caller: α-entmax but for α = 1.5 and 2. */
export const ELSEWHERE = 4;
