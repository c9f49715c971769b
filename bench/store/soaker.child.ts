import { createRandom, integer, matrix, normal } from "madeleine/math";
import type { NewItem } from "madeleine/store";
import { openPlace, type Place } from "./place.ts";

/** What one process of a soak does. */
export interface SoakTask {
  readonly place: Place;
  readonly name: string;
  readonly seed: number;
  readonly forMs: number;
}

/** What it reports at the end. */
export interface SoakReport {
  readonly changes: number;
  readonly recalls: number;
  /** What must be there: ids, and the first number of each one's vector. */
  readonly items: readonly (readonly [id: string, first: number])[];
  /** Resident memory in MB, at about twelve moments. */
  readonly memory: readonly number[];
  readonly faults: readonly string[];
}

/** So many items at most. */
const MOST = 3000;

/** Adds, replaces and deletes items of its own, and recalls one of them now and then, which must come first. */
async function soak({ place, name, seed, forMs }: SoakTask): Promise<SoakReport> {
  const random = createRandom(seed, name);
  const store = await openPlace(place);
  const own = new Map<string, Float32Array>();
  const [faults, memory]: [string[], number[]] = [[], []];
  let [changes, recalls] = [0, 0];
  const vector = (): Float32Array => Float32Array.from({ length: place.dimension }, () => normal(random));
  const start = performance.now();
  for (let now = start; now < start + forMs; now = performance.now()) {
    if (now - start > (memory.length * forMs) / 12) memory.push(Math.round(process.memoryUsage.rss() / 1e6));
    const ids = [...own.keys()];
    const turn = integer(random, 10);
    if (turn < 5) {
      const items: NewItem[] = Array.from({ length: 1 + integer(random, turn === 0 ? 200 : 5) }, (_, i) => ({
        id: `${name}/${changes}/${i}`,
        vector: vector(),
        payload: { turn },
      }));
      const again = ids.length > 0 && turn === 1 ? ids[integer(random, ids.length)] : undefined;
      if (again !== undefined) items.push({ id: again, vector: vector() });
      await store.append(items);
      for (const { id, vector } of items) own.set(id, vector);
      changes++;
    } else if (turn < 7 || ids.length > MOST) {
      const from = integer(random, Math.max(1, ids.length - 50));
      const gone = ids.slice(
        from,
        from + (ids.length > MOST ? ids.length - MOST / 2 : 1 + integer(random, 50)),
      );
      const count = await store.delete(gone);
      if (count !== gone.length) faults.push(`${name}: ${count} of ${gone.length} deleted`);
      for (const id of gone) own.delete(id);
      changes++;
    } else if (ids.length > 0) {
      const id = ids[integer(random, ids.length)];
      const snapshot = await store.snapshot();
      const query = matrix(own.get(id) ?? vector(), 1, place.dimension);
      const [[best]] = await snapshot.topK(query, 1, { score: "squared-euclidean" });
      if (best?.id !== id || best.score !== 0) faults.push(`${name}: recalled ${best?.id} for ${id}`);
      await snapshot.close();
      recalls++;
    }
  }
  await store.close();
  return { changes, recalls, items: Array.from(own, ([id, kept]) => [id, kept[0]]), memory, faults };
}

process.stdout.write(JSON.stringify(await soak(JSON.parse(process.argv[2]) as SoakTask)));
