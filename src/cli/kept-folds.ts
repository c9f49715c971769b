import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  type FinishedCells,
  isSystemError,
  openFinishedCells,
  readBytes,
  systemReason,
  writeBytes,
} from "../data/index.node.ts";
import type { Matrix } from "../math/index.ts";
import type { LearningCheckpoint } from "../zoo/index.ts";

/** What outlives a run that is killed: finished folds, and the training of the fold at hand. */
export interface KeptFolds {
  readonly finished: Pick<FinishedCells, "get">;
  /** Keeps what came out of a fold, or of all bags; its training is no longer needed. */
  finish(key: string, outcome: object): void;
  checkpoint(key: string): LearningCheckpoint;
  close(): void;
}

/** So often is a training kept at most: what is lost is done again in that time. */
const millisecondsBetween = 3000;

/**
 * Opens (or makes) a folder with `folds.jsonl`, and KEY.checkpoint while a fold is learned.
 * @param fresh forgets finished folds, and takes up no training.
 * @throws Error in one plain line where the folder can't be made.
 */
export function openKeptFolds(folder: string, fresh: boolean): KeptFolds {
  const finished = openedIn(folder, fresh);
  const pathOf = (key: string): string => join(folder, `${key}.checkpoint`);
  return {
    finished,
    finish: (key, outcome) => {
      finished.add(key, outcome);
      rmSync(pathOf(key), { force: true });
    },
    checkpoint: (key) => {
      let written = performance.now();
      return {
        load: () => (!fresh && existsSync(pathOf(key)) ? readBytes(pathOf(key)) : undefined),
        save: (bytes) => {
          if (performance.now() - written < millisecondsBetween) return;
          writeBytes(pathOf(key), bytes);
          written = performance.now();
        },
      };
    },
    close: () => finished.close(),
  };
}

function openedIn(folder: string, fresh: boolean): FinishedCells {
  try {
    mkdirSync(folder, { recursive: true });
    return openFinishedCells(join(folder, "folds.jsonl"), { fresh });
  } catch (error) {
    throw isSystemError(error) ? new Error(`${folder}: cannot be made: ${systemReason(error)}`) : error;
  }
}

/** What the outcome of a fold depends on, besides its number: the numbers learned from, what else is asked, and this version of the package. */
export function keyOf({ data }: Matrix, asked: readonly unknown[]): string {
  const hash = createHash("sha256").update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash
    .update(JSON.stringify([packageVersion(), ...asked]))
    .digest("hex")
    .slice(0, 32);
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
