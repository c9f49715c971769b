import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isSystemError, systemReason, writeBytes } from "../data/index.node.ts";
import { type ExperimentReport, experimentPage } from "../report/index.node.ts";
import type { Experiment, PresetName, Result, Summary } from "./experiment.ts";
import { packageVersion } from "./run.ts";

/** The files of one preset and seed of an experiment in a folder, which is made where it is absent. */
export interface ResultFiles {
  /** Finished cells, while they are run. */
  readonly kept: string;
  readonly json: string;
  readonly page: string;
}

/**
 * NAME-PRESET-SEED.jsonl, .json and .html in `folder`.
 * @throws Error in one plain line where the folder can't be made.
 */
export function resultFiles(
  folder: string,
  { name, preset, seed }: { name: string; preset: PresetName; seed: number },
): ResultFiles {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw isSystemError(error) ? new Error(`${folder}: cannot be made: ${systemReason(error)}`) : error;
  }
  const of = (ending: string): string => join(folder, `${name}-${preset}-${seed}.${ending}`);
  return { kept: of("jsonl"), json: of("json"), page: of("html") };
}

/** What came out, without the cells. */
export interface ResultDocument extends Summary {
  readonly experiment: string;
  readonly version: number;
  readonly madeleine: string;
  readonly preset: PresetName;
  readonly seed: number;
  readonly title: string;
  readonly paper: string;
}

/** Says what the results mean, and writes it: as JSON with every cell, and as a page. Same results, same bytes. */
export function writeResults(
  files: ResultFiles,
  experiment: Experiment,
  { preset, seed, results }: { preset: PresetName; seed: number; results: readonly Result<object, object>[] },
): ResultDocument {
  const { name, version, title, paper, question, settings, presets } = experiment;
  const summary = experiment.summarise(results);
  const document: ResultDocument = {
    ...{ experiment: name, version, madeleine: packageVersion(), preset, seed, title, paper },
    ...summary,
  };
  const report: ExperimentReport = {
    ...{ name, title, paper, question, settings, preset, seed },
    ...summary,
    about: presets[preset].about,
    cellCount: results.length,
    command: `npx madeleine experiment ${name} --preset ${preset} --seed ${seed}`,
    charts: experiment.chart(results),
  };
  writeBytes(files.json, `${JSON.stringify({ ...document, settings, results })}\n`);
  writeBytes(files.page, experimentPage(report));
  return document;
}

/** Whether a claim failed that the experiment itself makes. Published claims that fail are findings. */
export function gateFailed({ claims }: Summary): boolean {
  return claims.some(({ by, verdict }) => by === "here" && verdict === "fails");
}
