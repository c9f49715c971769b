import { drawScene } from "madeleine/data";
import { toPng } from "madeleine/data/node";
import { createRandom, normal, type Random } from "madeleine/math";

/** A vector of numbers from a normal distribution. */
export function drawVector(random: Random, length = 32): number[] {
  return Array.from({ length }, () => normal(random));
}

/** Items of such vectors, called `item 0`, `item 1` and so on, with their numbers as payloads. */
export function drawItems(
  count: number,
  seed = 1,
): { id: string; vector: number[]; payload: { number: number } }[] {
  const random = createRandom(seed, "items");
  return Array.from({ length: count }, (_, number) => ({
    id: `item ${number}`,
    vector: drawVector(random),
    payload: { number },
  }));
}

/** A picture's file. */
export function drawPicture(seed: number, side = 64): Promise<Uint8Array> {
  return toPng(drawScene(createRandom(seed, "picture"), side, side));
}
