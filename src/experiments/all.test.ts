import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { valueText } from "../report/value-text.ts";
import { experimentNamed, experiments } from "./all.ts";
import { openData } from "./data.ts";
import type { Result } from "./experiment.ts";
import {
  gateFailed,
  type ResultDocument,
  type ResultFiles,
  resultFiles,
  writeResults,
} from "./result-files.ts";
import { runExperiment } from "./run.ts";

describe.each(experiments.map(({ name }) => name))("the experiment %s, quick", (name) => {
  const experiment = experimentNamed(name);
  let folder: string;
  let files: ResultFiles;
  let results: readonly Result<object, object>[];
  let document: ResultDocument;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "madeleine-experiment-"));
    files = resultFiles(join(folder, "made"), { name, preset: "quick", seed: 1 });
    results = await runExperiment(experiment, {
      ...{ preset: "quick", seed: 1, data: openData("nowhere"), kept: files.kept },
    });
    document = writeResults(files, experiment, { preset: "quick", seed: 1, results });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps what it promises", () => {
    const own = document.claims.filter(({ by }) => by === "here");
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    expect(gateFailed(document)).toBe(false);
  });

  it("gives every claim of the paper a verdict and a reason", () => {
    const published = document.claims.filter(({ by }) => by === "paper");
    expect(published.length).toBeGreaterThan(0);
    for (const { statement, reason } of published) {
      expect(statement).toMatch(/\.$/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  it("writes the same bytes again, with every cell", () => {
    const written = [files.json, files.page].map((path) => readFileSync(path, "utf8"));
    writeResults(files, experiment, { preset: "quick", seed: 1, results });
    expect([files.json, files.page].map((path) => readFileSync(path, "utf8"))).toEqual(written);
    expect((JSON.parse(written[0]) as { results: unknown }).results).toEqual(results);
  });

  it("has every number on its page, and every value of its charts", () => {
    const page = readFileSync(files.page, "utf8");
    for (const { name: number, ours } of document.numbers) {
      expect(page).toContain(number);
      expect(page).toContain(`>${valueText(ours)}`);
    }
    for (const { panels } of experiment.chart(results)) {
      for (const { y } of panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points))) {
        expect(page).toContain(`<td class="number">${valueText(y)}</td>`);
      }
    }
  });
});

describe("gateFailed", () => {
  const claim = { statement: "", reason: "" };
  it("looks at the experiment's own claims, not at the paper's", () => {
    expect(gateFailed({ numbers: [], claims: [{ ...claim, by: "paper", verdict: "fails" }] })).toBe(false);
    expect(gateFailed({ numbers: [], claims: [{ ...claim, by: "here", verdict: "untested" }] })).toBe(false);
    expect(gateFailed({ numbers: [], claims: [{ ...claim, by: "here", verdict: "fails" }] })).toBe(true);
  });
});

it("knows its experiments by name", () => {
  expect(() => experimentNamed("capacty")).toThrow(
    'there is no experiment "capacty"; known: capacity, robustness, theory, noisy-memory, mask-ratio, efficiency, separation-loss, uhop-capacity, uhop-noise, uhop-iterations, max-average, hen-images, hen-rank, hen-text, hen-separability, hen-damage, hen-kernel, mil-mnist, mil-benchmarks, representation, forecast-table, stanhop, vit',
  );
});
