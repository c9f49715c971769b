import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, sep } from "node:path";
import { saveMemory } from "../../bank/index.node.ts";
import type { CheckDocument } from "../../bank/index.ts";
import { readBytes, toPng } from "../../data/index.node.ts";
import { Refusal } from "../refusal.ts";
import { pathWithin, syncFolder, writeIncoming } from "./kept-pictures.ts";
import { pictureMaterial, vectorMaterial } from "./material.ts";
import type {
  AskedCue,
  CheckSettings,
  ItemPage,
  LongWork,
  Memories,
  MemorySummary,
  NewItem,
  Recalled,
  RecallOptions,
  Remembered,
  TrialSettings,
  UnreadableMemory,
} from "./memories.ts";
import { summaryOf, summaryOfFile } from "./memory-summary.ts";
import { readItems } from "./new-items.ts";
import { createOpenFiles, type OpenFile, type OpenFiles } from "./open-files.ts";
import { type Place, placeIn } from "./place.ts";
import { readCue } from "./read-cue.ts";
import { recalledFrom } from "./recalled.ts";
import { type RunTask, runHere } from "./run-task.ts";
import { type Kept, uploaded } from "./task.ts";
import { createTurns, type Turns } from "./turns.ts";

export interface MemoryFolderOptions {
  /** How long work is done. Default: in this thread. */
  readonly runTask?: RunTask;
  /** The folder that holds the weights of memories' networks, where they aren't where they were. */
  readonly weights?: string | undefined;
}

/** The memories in a folder: see {@link Memories}. */
export function openMemoryFolder(
  folder: string,
  { runTask = runHere, weights }: MemoryFolderOptions = {},
): Memories {
  return new MemoryFolder(placeIn(folder), runTask, weights);
}

class MemoryFolder implements Memories {
  readonly #place: Place;
  readonly #runTask: RunTask;
  readonly #turns: Turns = createTurns();
  readonly #files: OpenFiles;
  readonly #weights: string | undefined;

  constructor(place: Place, runTask: RunTask, weights: string | undefined) {
    [this.#place, this.#runTask, this.#weights] = [place, runTask, weights];
    this.#files = createOpenFiles({ inUse: (path) => this.#turns.taken(path), weights });
  }

  async list(): Promise<(MemorySummary | UnreadableMemory)[]> {
    return this.#place.names().map((name) => {
      try {
        return summaryOfFile(name, this.#place.fileOf(name));
      } catch (error) {
        return { name, problem: this.#plain(error).message };
      }
    });
  }

  async describe(name: string): Promise<MemorySummary> {
    return this.#use(name, (open) => summaryOf(name, open));
  }

  create(
    name: string,
    { items, calibrate }: { items: readonly NewItem[]; calibrate: boolean },
    work: LongWork,
  ): Promise<Remembered> {
    return this.#turn(name, async (path) => {
      const pictures = this.#place.picturesOf(name);
      if (existsSync(path)) throw new Refusal(409, `a memory is called ${name} already`);
      if (items.length === 0) throw new Refusal(422, "there is nothing to remember; give at least one item");
      const making = mkdtempSync(join(this.#place.folder, ".making-"));
      try {
        const [unfinished, keptIn] = [
          join(making, "made.memory"),
          "picture" in items[0] ? pictures : undefined,
        ];
        if (keptIn && existsSync(keptIn)) {
          throw new Refusal(409, `a folder ${name}.pictures is there already; take another name, or move it`);
        }
        const material = keptIn
          ? await pictureMaterial(items, join(making, "pictures"))
          : vectorMaterial(items);
        const task = { kind: "make" as const, path: unfinished, material, calibrate };
        await this.#runTask({ ...task, ...(keptIn && { keptIn }) }, work);
        if (keptIn) renameSync(join(making, "pictures"), keptIn);
        renameSync(unfinished, path);
        syncFolder(this.#place.folder);
        return { memory: await this.describe(name), ids: [...material.ids] };
      } finally {
        rmSync(making, { recursive: true, force: true });
      }
    });
  }

  async items(name: string, { from, limit }: { from: number; limit: number }): Promise<ItemPage> {
    const { ids, payloads = [] } = await this.#use(name, ({ memory }) => memory.parts);
    const items = ids.slice(from, from + limit).map((id, i) => {
      const payload = payloads[from + i];
      return payload === undefined ? { id } : { id, payload };
    });
    const next = from + items.length;
    return { items, next: next < ids.length ? next : null };
  }

  add(name: string, items: readonly NewItem[]): Promise<Remembered> {
    return this.#change(name, async (open) => {
      const read = await readItems(open.memory, items);
      const own = this.#ownPictures(name, open);
      const incoming = own === undefined ? undefined : writeIncoming(read.pictures, own);
      try {
        await open.memory.add(read.items);
        incoming?.keep();
      } finally {
        incoming?.end();
      }
      return { memory: summaryOf(name, open), ids: read.items.map(({ id }) => id) };
    });
  }

  forget(name: string, ids: readonly string[]): Promise<{ memory: MemorySummary; forgotten: number }> {
    return this.#change(name, async (open) => {
      const known = new Set(open.memory.ids);
      const there = [...new Set(ids)].filter((id) => known.has(id));
      const forgotten = await open.memory.remove(there);
      const own = this.#ownPictures(name, open);
      if (own !== undefined) for (const id of there) rmSync(join(own, id), { force: true });
      return { memory: summaryOf(name, open), forgotten };
    });
  }

  async recall(name: string, cue: AskedCue, options: RecallOptions): Promise<Recalled> {
    return this.#use(name, ({ memory }) => recalledFrom(memory, cue, options));
  }

  async picture(name: string, id: string, side: number): Promise<Uint8Array> {
    const folder = await this.#use(name, (open) => {
      if (!open.memory.ids.includes(id)) throw new Refusal(404, `${name} remembers nothing called ${id}`);
      return this.#ownPictures(name, open) ?? open.origin?.folder;
    });
    const path = folder === undefined ? undefined : pathWithin(folder, id);
    if (path === undefined) throw new Refusal(404, `the picture of ${id} isn't there`);
    return toPng((await readCue(readBytes(path), id, { largestSide: side })).picture);
  }

  async check(name: string, settings: CheckSettings, work: LongWork): Promise<CheckDocument> {
    const given = await this.#given(name, "check");
    return this.#told(() => this.#runTask({ kind: "check", ...given, settings }, work));
  }

  async calibrate(name: string, settings: TrialSettings, work: LongWork): Promise<MemorySummary> {
    const given = await this.#given(name, "try");
    const found = await this.#told(() => this.#runTask({ kind: "calibrate", ...given, settings }, work));
    return this.#turn(name, async (path) => {
      // Whatever was added while it was tried, by whomever, is kept.
      const { memory, origin } = await this.#files.change(this.#place.existing(name), (open) => open);
      await this.#files.close(path);
      saveMemory(path, memory.calibrated(found), origin);
      return this.describe(name);
    });
  }

  remove(name: string): Promise<void> {
    return this.#turn(name, async (path) => {
      const file = this.#place.existing(name);
      const own = await this.#files.use(file, (open) => this.#ownPictures(name, open)).catch(() => undefined);
      await this.#files.close(file);
      for (const ending of ["", "-wal", "-shm"]) rmSync(`${path}${ending}`, { force: true });
      if (own !== undefined) rmSync(own, { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    await this.#turns.over();
    await this.#files.closeAll();
  }

  #use<T>(name: string, use: (open: OpenFile) => T | Promise<T>): Promise<T> {
    return this.#told(() => this.#files.use(this.#place.existing(name), use));
  }

  /** Changes what is in a memory, after the other changes of it. */
  #change<T>(name: string, use: (open: OpenFile) => Promise<T>): Promise<T> {
    return this.#turn(name, () => this.#files.change(this.#place.existing(name), use));
  }

  /** Where a memory and what belongs to it lie. Refuses one without items. */
  #given(name: string, to: string): Promise<Kept> {
    return this.#use(name, (open) => {
      if (open.memory.size === 0) {
        throw new Refusal(409, `${name} is empty: there is nothing to ${to}; add items first`);
      }
      return {
        path: this.#place.existing(name),
        pictures: this.#ownPictures(name, open),
        weights: this.#weights,
      };
    });
  }

  /** Changes one memory after the other changes of it. */
  async #turn<T>(name: string, use: (path: string) => Promise<T>): Promise<T> {
    const path = this.#place.fileOf(name);
    return this.#turns.take(path, () => this.#told(() => use(path)));
  }

  async #told<T>(use: () => Promise<T>): Promise<T> {
    try {
      return await use();
    } catch (error) {
      throw this.#plain(error);
    }
  }

  /** What the library says of files, without where the folder lies. */
  #plain(error: unknown): Error {
    if (error instanceof Refusal || error instanceof RangeError || error instanceof TypeError) return error;
    const message = error instanceof Error ? error.message : String(error);
    const lacking = withoutWeights(message);
    if (lacking !== undefined) return new Refusal(409, lacking);
    const shown = message.replaceAll(this.#place.folder + sep, "").replace(/^\w+: (?=\d+ of the )/, "");
    const status = /in use by another process/.test(shown) ? 503 : /no longer there/.test(shown) ? 409 : 500;
    return new Refusal(status, shown, status === 503 ? 5 : undefined);
  }

  /** The folder of the pictures that were uploaded for a memory; undefined where its pictures are somebody else's. */
  #ownPictures(name: string, { origin }: OpenFile): string | undefined {
    const folder = this.#place.picturesOf(name);
    return origin?.stamp === uploaded && existsSync(folder) ? folder : undefined;
  }
}

/** What the library says of weights that it can't have, without where they were looked for. */
function withoutWeights(message: string): string | undefined {
  const [, file, wrong] = /([^/\\:]+): (?:these weights are not in|(are other weights))/.exec(message) ?? [];
  if (file === undefined) return undefined;
  const what = wrong
    ? `${file} on the server holds other weights than`
    : `the server hasn't ${file}, with which`;
  return `${what} this memory was made${wrong ? " with" : ""}; whoever runs it can name their folder with --weights`;
}
