import { describe, expect, it } from "vitest";
import { centredPixels, coloursOf } from "../codecs/index.ts";
import { drawScene, half, resized } from "../data/index.ts";
import { createRandom, rowOf } from "../math/index.ts";
import { Memory } from "./memory.ts";
import { separated } from "./separate.ts";

const pictures = Array.from({ length: 40 }, (_, i) => resized(drawScene(createRandom(i), 64, 64), 32, 32));
const ids = pictures.map((_, i) => `${i}.png`);
const codec = centredPixels(pictures.map(coloursOf));
const plain = new Memory({
  ids,
  patterns: await codec.encodeMany(pictures),
  codec,
});

/** How many of the pictures are named first, with a half of each gone. */
async function recalled(memory: Memory): Promise<number> {
  const cues = pictures.flatMap((picture) =>
    (["left", "right", "top", "bottom"] as const).map((side) => half(side).apply(picture, createRandom(0))),
  );
  const named = (await memory.recallMany(cues)).map(({ items }) => items[0].id);
  return named.filter((id, i) => id === ids[Math.floor(i / 4)]).length / cues.length;
}

describe("a separated memory", () => {
  const memory = separated(plain);

  it("recalls more than the plain one from pictures with a half gone black", async () => {
    expect(await recalled(memory)).toBeGreaterThan((await recalled(plain)) + 0.1);
  });

  it("has a lower separation loss, and settles on the stored patterns", async () => {
    expect(memory.kernel?.loss).toBeLessThan(-3);
    const { state, items } = await memory.recall(pictures[7]);
    expect(items[0].id).toBe("7.png");
    expect(Array.from(state)).toEqual(
      Array.from(rowOf(plain.patterns, 7), (value) => expect.closeTo(value, 5)),
    );
  });

  it("is the same for the same seed", () => {
    expect(separated(plain).features.data).toEqual(memory.features.data);
  });

  it("keeps its kernel when items come and go, and learns on from it", async () => {
    const changed = separated(plain);
    const newcomer = drawScene(createRandom(99), 64, 64);
    await changed.add([{ id: "new", picture: newcomer }]);
    expect(await changed.remove(["3.png"])).toBe(1);
    expect((await changed.recall(newcomer)).items[0].id).toBe("new");
    expect(changed.features.rows).toBe(40);
    expect(changed.ids[3]).toBe("new");
    const again = separated(changed, { iterations: 3 });
    expect(again.kernel?.iterations).toBeGreaterThan(changed.kernel?.iterations ?? 0);
    expect(again.kernel?.patterns?.rows).toBe(40);
    expect((await again.recall(newcomer)).items[0].id).toBe("new");
  });

  it("needs two items", async () => {
    const single = await Memory.create({ ids: ["a"], patterns: [[1, 2]] });
    expect(() => separated(single)).toThrow("one item has nothing to be separated from");
  });
});
