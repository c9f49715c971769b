import { dotProduct, type Matrix, matrix, rowOf, unitRows, zeros } from "../math/index.ts";
import { type ScoredItem, type StoreSnapshot, scoreSpread, type TopKOptions } from "../store/index.ts";
import { type Answer, nothingHere } from "./answer.ts";
import type { Described } from "./description.ts";
import { fewOthers, nearFrom } from "./evidence.ts";
import { unpacked } from "./kept-payload.ts";
import { keptQueries, patternIn } from "./kept-vector.ts";
import { alikeFrom, Memory, type RecallOptions } from "./memory.ts";
import { model } from "./settle.ts";

/** An answer out of a store. */
export interface StoreAnswer extends Answer {
  /** The items that could have a share or be named, as a memory: the one whose numbers the steps give. */
  among: Memory;
}

/** So many items are asked for first; more wherever the last of them still has a share. */
const FIRST = 32;

/** The pattern of a cue, `[1, d]`, and what is asked of it. */
export interface StoreCue extends Pick<RecallOptions, "count" | "mode"> {
  readonly pattern: Matrix;
}

/**
 * Brings back what the pattern of a cue comes from out of a store's items, where they lie: asked for are the few that
 * can have a share. The first step weighs those most alike to what the cue shows, every later one those that the state
 * scores highest; sparsemax gives nothing to items behind one that gets nothing, so the answer over these few is the
 * answer over all. How the best stands out takes one more look at all, which gives bins of scores. Vectors of some
 * dozens of items leave the store, unless more of them are that alike.
 */
export async function recallFrom(
  snapshot: StoreSnapshot,
  described: Described,
  { pattern, count = 5, mode = "exact" }: StoreCue,
): Promise<StoreAnswer> {
  const { kernel } = described;
  const query = keptQueries(kernel, kernel ? unitRows(kernel.features(pattern)) : pattern);
  const look = async (k: number): Promise<ScoredItem[]> =>
    (await snapshot.topK(query, k, { score: "overlap-cosine", mode }))[0];
  let k = Math.max(FIRST, count);
  let looked = await look(k);
  if (looked.length === 0) {
    return { ...nothingHere(pattern), among: memoryOf(described, pattern.columns, []) };
  }
  const evidence = { prominence: await prominenceIn(snapshot, described, { query, best: looked[0] }) };
  const whole = { size: snapshot.count, evidence, certified: mode === "exact" };
  const sharing = sharingIn(snapshot, described, mode);
  const found = new Map<string, ScoredItem>();
  for (;;) {
    for (const item of looked) found.set(item.id, item);
    const among = memoryOf(described, pattern.columns, [...found.values()]);
    const { answer, path } = among.answerAmong(pattern, whole, { count });
    const last = looked[looked.length - 1].id;
    const lastShares = answer.steps[0].weights.some(({ item }) => among.ids[item] === last);
    const missing = (await sharing(path)).filter(({ id }) => !found.has(id));
    if (missing.length === 0 && !(lastShares && looked.length === k)) return { ...answer, among };
    for (const item of missing) found.set(item.id, item);
    if (lastShares && looked.length === k) {
      k *= 4;
      looked = await look(k);
    }
  }
}

/** Gives the items that have a share at any of the states `[n, D]`; each state is asked for once. */
function sharingIn(
  snapshot: StoreSnapshot,
  { kernel }: Described,
  mode: "exact" | "approximate",
): (states: Matrix) => Promise<ScoredItem[]> {
  const known = new Map<string, ScoredItem[]>();
  // Items have unit length: an index for cosines finds those that score highest.
  const options = mode === "exact" ? ({ score: "dot", mode } as const) : ({ score: "cosine", mode } as const);
  return async (states) => {
    const rows = Array.from({ length: states.rows }, (_, n) => rowOf(states, n));
    const keys = rows.map((row) => row.join());
    for (const [n, key] of keys.entries()) {
      if (!known.has(key)) known.set(key, await sharingAt(snapshot, rows[n], { kernel, options }));
    }
    return keys.flatMap((key) => known.get(key) ?? []);
  };
}

async function sharingAt(
  snapshot: StoreSnapshot,
  state: Float32Array,
  { kernel, options }: { kernel: Described["kernel"]; options: TopKOptions },
): Promise<ScoredItem[]> {
  const query = keptQueries(kernel, matrix(state, 1, state.length));
  for (let k = FIRST; ; k *= 4) {
    const [items] = await snapshot.topK(query, k, options);
    const scores = Float64Array.from(items, ({ vector }) => dotProduct(rowOf(query, 0), vector));
    const weights = model.separation.weights(new Float64Array(scores.length), scores, model.beta);
    if (items.length < k || weights[items.length - 1] === 0) return items.filter((_, i) => weights[i] > 0);
  }
}

/** How far the best item's similarity stands out from all others', but for those alike to it; see `evidenceOf`. */
async function prominenceIn(
  snapshot: StoreSnapshot,
  { kernel }: Described,
  { query, best }: { query: Matrix; best: ScoredItem },
): Promise<number> {
  const vector = best.vector.map((value, i) => (kernel && i < kernel.dimension ? 0 : value));
  const without = { vector, from: nearFrom(best.score), alike: alikeFrom };
  const { count, deviation, median } = await scoreSpread(snapshot, rowOf(query, 0), {
    ...{ score: "overlap-cosine", without },
  });
  return count < fewOthers || deviation === 0 ? 0 : (best.score - median) / deviation;
}

/** Items of a store as a memory. */
function memoryOf(described: Described, d: number, items: readonly ScoredItem[]): Memory {
  const { origin: _, ...parts } = described;
  const patterns = zeros(items.length, d);
  for (const [n, { vector }] of items.entries()) rowOf(patterns, n).set(patternIn(parts.kernel, vector));
  const kept = items.map(({ payload }) => payload);
  return new Memory({ ...parts, ids: items.map(({ id }) => id), patterns, ...unpacked(parts.codec, kept) });
}
