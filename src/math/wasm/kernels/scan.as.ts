/** Scores of all queries against a range of patterns, as rows of a matrix. */
import { field } from "./job.as";
import { packQueries } from "./pairs.as";
import { blockScores } from "./scores.as";

/**
 * Patterns from … to − 1. Job: 0 kind of score, 1 q, 2 room for packed q, 3 B, 4 Xi, 5 d, 6 out, 7 bytes of a row of out,
 * 8 patterns of a block (a multiple of 4), 9 workspace for a block's scores, 10 scales of patterns.
 */
export function scan(job: usize, from: usize, to: usize): void {
  const kind = <i32>field(job, 0);
  const q = field(job, 1);
  const packed = field(job, 2);
  const B = field(job, 3);
  const d = field(job, 5);
  const R = field(job, 8);
  const work = field(job, 9);
  if (B >= 4) packQueries(packed, q, B, d);
  for (let n = from; n < to; n += R) {
    const r = min(R, to - n);
    const width = ((r + 3) & ~3) << 2;
    blockScores(kind, work, q, packed, field(job, 4) + ((n * d) << 2), B, r, d, field(job, 10) + (n << 2));
    for (let b: usize = 0; b < B; b++) {
      memory.copy(field(job, 6) + b * field(job, 7) + (n << 2), work + b * width, r << 2);
    }
  }
}
