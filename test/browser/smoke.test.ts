import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { isNodeName, publicNames } from "../packaging/manifest.ts";
import { type LibraryPage, openLibraryPage, runInNode } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

/** Programs that give numbers, `number[]`; each runs unchanged in the page and in Node. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "seeded random numbers": `
    const { createRandom, normal } = await import("madeleine/math");
    const random = createRandom(7, "smoke");
    return Array.from({ length: 1000 }, (_, i) => (i % 2 ? random.next() : normal(random)));`,
  "retrieval with every separation": `
    const { createRandom, normal, zeros } = await import("madeleine/math");
    const { dot, entmax, retrieve, softmax, sparsemax } = await import("madeleine/memory");
    const random = createRandom(11);
    const [patterns, queries] = [zeros(40, 16), zeros(5, 16)];
    for (const { data } of [patterns, queries]) for (let i = 0; i < data.length; i++) data[i] = normal(random);
    return [softmax, sparsemax, entmax(1.5)].flatMap((separation) => {
      const options = { similarity: dot, separation, beta: 0.5, steps: 3 };
      const { states, weights } = retrieve(queries, patterns, options);
      return [...states.data, ...weights.data];
    });`,
  "every similarity and separation, theory and metrics": `
    const { createRandom, normal, zeros } = await import("madeleine/math");
    const m = await import("madeleine/memory");
    const random = createRandom(12);
    const [patterns, queries] = [zeros(30, 12), zeros(4, 12)];
    for (const { data } of [patterns, queries]) for (let i = 0; i < data.length; i++) data[i] = normal(random);
    const similarities = [...m.similarityNames.map(m.similarityNamed), m.learnedKernel(queries), m.radialKernel(), m.overlapCosine()];
    const separations = [...m.separationNames.map((name) => m.separationNamed(name)), m.masked(m.softmax, Array.from({ length: 30 }, (_, i) => i % 3 > 0))];
    const found = similarities.flatMap((similarity) => separations.flatMap((separation) =>
      [...m.retrieve(queries, patterns, { similarity, separation, beta: 0.7, steps: 2 }).weights.data]));
    const geometry = m.geometryOf(patterns);
    const { rankPatterns } = m.relativeRank(queries, patterns);
    return [...found, ...geometry.margins, geometry.radius, ...m.logDenseErrorBounds(geometry, 1, 0.1), rankPatterns];`,
  "retrieval from a held memory, with threads and screening": `
    const { allocatePatterns, createRandom, normal, zeros } = await import("madeleine/math");
    const m = await import("madeleine/memory");
    const random = createRandom(13);
    const [patterns, queries] = [allocatePatterns(2000, 48), zeros(6, 48)];
    for (const { data } of [patterns, queries]) for (let i = 0; i < data.length; i++) data[i] = normal(random);
    queries.data.set(patterns.data.subarray(480, 576));
    const found = [];
    for (const [threads, screening] of [[1, false], [2, true]]) {
      const retriever = await m.openRetriever(patterns, { threads, screening });
      found.push(retriever.threads);
      for (const separation of [m.softmax, m.sparsemax, m.entmax(1.5), m.topK(3)]) {
        const { states, support } = await retriever.retrieve(queries, { separation, beta: 0.4, support: true });
        found.push(...states.data, ...support.flatMap(({ indices, weights }) => [...indices, ...weights].slice(0, 6)));
      }
      await retriever.close();
    }
    return found;`,
  "pictures damaged and recalled": `
    const { calibrate, Memory, runTrials } = await import("madeleine/bank");
    const { drawScene, half, readNpy, writeNpy } = await import("madeleine/data");
    const { createRandom } = await import("madeleine/math");
    const items = Array.from({ length: 6 }, (_, i) => ({ path: String(i), picture: drawScene(createRandom(i), 48, 48) }));
    const memory = await Memory.create(items);
    const trials = await runTrials(memory, (i) => items[i].picture, { random: createRandom(1), count: 20 });
    const asked = items.map(({ picture }) => half("left").apply(picture, createRandom(0)));
    const answers = await memory.calibrated(calibrate(trials)).recallMany(asked);
    const numbers = answers.flatMap(({ items, energies, steps }) => [Number(items[0].id), items[0].similarity, ...energies, steps.length]);
    return [...readNpy(writeNpy({ shape: [numbers.length], data: Float32Array.from(numbers) })).data];`,
};

describe.skipIf(skipped !== "")(`the built library in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) library = await openLibraryPage(chromium);
  });
  afterAll(() => library?.close());

  it.each(Object.entries(PROGRAMS))("gives the numbers that Node gives: %s", async (_, program) => {
    const [page, node] = (await Promise.all([library.run(program), runInNode(program)])) as number[][];
    expect(node?.length).toBeGreaterThan(0);
    expect(page?.length).toBe(node?.length);
    const differences = page?.map((value, i) => Math.abs(value - (node?.[i] ?? Number.NaN))) ?? [];
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
  });

  it("can be imported under every public name that is not Node's", async () => {
    const names = publicNames().filter((name) => !isNodeName(name));
    const program = `return Promise.all(${JSON.stringify(names)}.map(
      async (name) => [name, Object.keys(await import(name)).length > 0]));`;
    expect(await library.run(program)).toEqual(names.map((name) => [name, true]));
  });

  it("runs in a page that may use shared memory and WebGPU", async () => {
    const found = await library.run(
      "return [crossOriginIsolated, typeof SharedArrayBuffer, 'gpu' in navigator];",
    );
    expect(found).toEqual([true, "function", true]);
  });

  it("leaves no error behind", () => expect(library.errors).toEqual([]));
});
