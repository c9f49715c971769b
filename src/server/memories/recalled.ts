import { type Answer, type Memory, recallByText, type TextAnswer } from "../../bank/index.ts";
import { Refusal } from "../refusal.ts";
import type { AskedCue, Recalled, RecallOptions } from "./memories.ts";
import { readCue } from "./read-cue.ts";

/** What a memory says of a cue. */
export async function recalledFrom(
  memory: Memory,
  cue: AskedCue,
  { count = 5, state = false }: RecallOptions,
): Promise<Recalled> {
  if ("text" in cue) {
    if (!memory.captions)
      throw new Refusal(422, "this memory has no captions to recall by; ask with a vector or a picture");
    return recalledOf(await recallByText(memory, cue.text), state);
  }
  if ("vector" in cue) {
    const { vector, known } = cue;
    return recalledOf(await memory.recall(vector, { count, ...(known && { known }) }), state);
  }
  if (!memory.codec) throw new Refusal(422, "this memory holds vectors; ask with a vector");
  const { picture, known } = await readCue(cue.picture, cue.name, { known: cue.known });
  return recalledOf(await memory.recall(picture, { count, ...(known && { known }) }), state);
}

/** All items of a folder's memory are looked at: `certified` goes without saying. */
function recalledOf(
  { steps, state, certified: _, ...rest }: Answer | TextAnswer,
  withState: boolean,
): Recalled {
  return { ...rest, steps: steps.length, ...(withState && { state: [...state] }) };
}
