import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/** The file in which finished cells are kept while an experiment runs. */
export interface FinishedCells {
  /** What was kept under this key. */
  get(key: string): object | undefined;
  /** Appends one line, and returns once it is on the disk. */
  add(key: string, outcome: object): void;
  close(): void;
}

/**
 * Opens (or makes) a file of lines `{"key":…,"outcome":…}`. A process may be killed at any time: every line but the
 * last is whole, and a torn last one is cut off. Keys that nobody asks for are left alone.
 * @param options.fresh forget what is kept.
 */
export function openFinishedCells(path: string, { fresh = false }: { fresh?: boolean } = {}): FinishedCells {
  const file = openSync(path, fresh ? "w+" : "a+");
  try {
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf("\n") + 1;
    if (whole < bytes.length) ftruncateSync(file, whole);
    const kept = new Map(linesOf(bytes.toString("utf8", 0, whole)));
    return {
      get: (key) => kept.get(key),
      add: (key, outcome) => {
        writeSync(file, `${JSON.stringify({ key, outcome })}\n`);
        fsyncSync(file);
        kept.set(key, outcome);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A line that isn't one of ours, after an accident on the disk, counts as not there: its cell is run again. */
function linesOf(text: string): [string, object][] {
  return text.split("\n").flatMap((line): [string, object][] => {
    try {
      const { key, outcome } = JSON.parse(line) as { key?: unknown; outcome?: unknown };
      return typeof key === "string" && typeof outcome === "object" && outcome ? [[key, outcome]] : [];
    } catch {
      return [];
    }
  });
}
