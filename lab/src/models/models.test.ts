import { createRandom, matrix, normal, unitRows, zeros } from "madeleine/math";
import { openRetriever, retrieve } from "madeleine/memory";
import { parametersOf } from "madeleine/zoo";
import { describe, expect, it } from "vitest";
import { choicesOf, dials, dialsOf, firstChoices, offeredModels, textOfChoices } from "./choice.ts";
import { definitionOf } from "./definition.ts";
import { trajectoryOf } from "./trajectory.ts";

const random = createRandom(3);
const drawn = zeros(20, 16);
for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = normal(random);
const patterns = unitRows(drawn);
const query = matrix(patterns.data.slice(0, 16).fill(0, 8), 1, 16);

describe("a trajectory", () => {
  it.each(offeredModels)("of %s ends where the library's loop does", async (name) => {
    const definition = definitionOf(
      { name, values: name === "manhattan" ? { beta: 4 } : { beta: 8 } },
      patterns,
    );
    const retriever = await openRetriever(patterns);
    const { states, weights, energies } = await trajectoryOf(retriever, query, { definition });
    await retriever.close();
    const steps = states.length - 1;
    const found = retrieve(query, patterns, { ...definition, steps, tolerance: 0 });
    states.at(-1)?.forEach((value, i) => {
      expect(value).toBeCloseTo(found.states.data[i], 4);
    });
    expect(weights.length).toBe(steps);
    for (const shares of weights) {
      expect(shares.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
    }
    expect(energies?.length).toBe(found.energies ? steps + 1 : undefined);
    for (let i = 1; i < (energies?.length ?? 0); i++) {
      expect(energies?.[i]).toBeLessThanOrEqual((energies?.[i - 1] ?? 0) + 1e-5);
    }
  });

  it("ends once nothing moves, or after the steps", async () => {
    const retriever = await openRetriever(patterns);
    const definition = definitionOf({ name: "dense", values: { beta: 4 } }, patterns);
    expect((await trajectoryOf(retriever, query, { definition, steps: 200 })).converged).toBe(true);
    const short = await trajectoryOf(retriever, query, { definition, steps: 1 });
    expect([short.converged, short.states.length]).toEqual([false, 2]);
    await retriever.close();
  });
});

describe("a choice of models", () => {
  it("comes back from the address", () => {
    const text = "dense,beta:8;top-k,beta:12.5,k:3;nearest-neighbour;polynomial,degree:4";
    expect(textOfChoices(choicesOf(text))).toBe(text);
    expect(choicesOf(undefined)).toBe(firstChoices);
  });

  it("leaves out what no model takes, and what is out of range", () => {
    expect(choicesOf("dense,beta:-1,k:3;nothing;sparse,beta:x")).toEqual([
      { name: "dense", values: {} },
      { name: "sparse", values: {} },
    ]);
    expect(choicesOf(";;")).toBe(firstChoices);
    expect(choicesOf("dense;".repeat(9)).length).toBe(6);
  });

  it.each(offeredModels)("has the dials that the library's %s takes", (name) => {
    const taken = [...Object.keys(parametersOf(name)), ...(name === "top-k" ? ["k"] : [])];
    expect([...dialsOf(name)]).toEqual(Object.keys(dials).filter((dial) => taken.includes(dial)));
  });

  it("keeps no more patterns than there are", () => {
    const { separation } = definitionOf({ name: "top-k", values: { k: 40 } }, patterns);
    expect(separation.name).toContain("20");
  });
});
