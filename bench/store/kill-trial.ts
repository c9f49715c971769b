import { setTimeout } from "node:timers/promises";
import { integer, type Random } from "madeleine/math";
import type { PatternStore } from "madeleine/store";
import type { Place } from "./place.ts";
import { faultsAfter, startWriter } from "./writer-process.ts";

/**
 * Lets a writer write, kills it (SIGKILL) at a random moment after its first acknowledged change, and looks at what it
 * left; what is wrong with that. The store at `place` is to be empty of the writer's items.
 */
export async function killTrial(
  place: Place,
  open: () => Promise<PatternStore>,
  { random, writer, withinMs = 150 }: { random: Random; writer: string; withinMs?: number },
): Promise<{ faults: string[]; changes: number }> {
  const child = startWriter({ place, writer, from: 0, count: 1e6 });
  let over = false;
  child.ended.finally(() => {
    over = true;
  });
  while (child.done.length === 0 && !over) await setTimeout(2);
  await setTimeout(integer(random, withinMs));
  child.process.kill("SIGKILL");
  const { code, errors } = await child.ended;
  if (code !== null || errors !== "")
    return { faults: [`the writer ended by itself: ${errors}`], changes: 0 };
  const store = await open();
  const faults = await faultsAfter(store, writer, child.done);
  await store.close();
  return { faults, changes: child.done.length };
}
