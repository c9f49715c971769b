import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PatternStore } from "madeleine/store";
import { batchOf, vectorOf, type WriterTask } from "./writer-task.ts";

/** A writer in a process of its own. */
export interface WriterProcess {
  readonly process: ChildProcess;
  /** What it says is done, in order: `"added 3"`, `"deleted 0"`, `"blob 3"`. */
  readonly done: string[];
  /** Its exit code, null where it was killed, and what it wrote to stderr. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

/** Starts the built writer. */
export function startWriter(task: WriterTask): WriterProcess {
  const program = join(import.meta.dirname, programPath());
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
  const child = spawn(process.execPath, [program, JSON.stringify(task)]);
  const done: string[] = [];
  let rest = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    const lines = (rest + data).split("\n");
    rest = lines.pop() ?? "";
    done.push(...lines);
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const ended = once(child, "close").then(([code]) => ({ code, errors }));
  return { process: child, done, ended };
}

/** From the source and from the build. */
function programPath(): string {
  return import.meta.filename.endsWith(".ts") ? "../../build/bench/store/writer.child.js" : "writer.child.js";
}

/** The highest number that a writer says it has added, deleted or kept; −1 for none. */
export function lastOf(done: readonly string[], what: "added" | "deleted" | "blob"): number {
  const line = done.findLast((one) => one.startsWith(what));
  return line === undefined ? -1 : Number(line.slice(what.length + 1));
}

/**
 * What is wrong with a store after a writer of it was stopped; empty where nothing is. All that was acknowledged is
 * there, what was deleted is not, and of what wasn't acknowledged there is all or nothing.
 */
export async function faultsAfter(
  store: PatternStore,
  writer: string,
  done: readonly string[],
): Promise<string[]> {
  const [added, deleted] = [lastOf(done, "added"), lastOf(done, "deleted")];
  const faults: string[] = [];
  let expected = 0;
  for (let n = 0; n <= added + 1; n++) {
    const ids = batchOf(writer, n);
    const found = (await store.get(ids)).filter((item) => item !== undefined);
    const wrong = found.filter(
      ({ vector, payload }) =>
        (payload as { n: number }).n !== n || vector.join() !== vectorOf(n, store.dimension).join(),
    );
    if (wrong.length > 0) faults.push(`batch ${n}: ${wrong.length} items are not what was added`);
    const allowed = n > added || n === deleted + 1 ? [0, ids.length] : [n <= deleted ? 0 : ids.length];
    // The batch after the last one deleted may be deleted, but only where its turn had come.
    const early = n === deleted + 1 && n <= added && n + 3 > added && found.length === 0;
    if (!allowed.includes(found.length) || early) {
      faults.push(`batch ${n}: ${found.length} of ${ids.length} items (added ${added}, deleted ${deleted})`);
    }
    expected += found.length;
  }
  const own = await idsOf(store, writer);
  if (own !== expected) faults.push(`${own} items by scan, ${expected} by id`);
  const blob = await store.blob(writer);
  const last = lastOf(done, "blob");
  const kept = blob && new Set(blob);
  if (last >= 0 && !(kept?.size === 1 && [last % 256, (last + 1) % 256].includes([...kept][0]))) {
    faults.push(`the blob holds ${kept ? [...kept].join() : "nothing"} after ${last}`);
  }
  return faults;
}

async function idsOf(store: PatternStore, writer: string): Promise<number> {
  const snapshot = await store.snapshot();
  let count = 0;
  for await (const { ids } of snapshot.scan())
    count += ids.filter((id) => id.startsWith(`${writer}/`)).length;
  await snapshot.close();
  return count;
}
