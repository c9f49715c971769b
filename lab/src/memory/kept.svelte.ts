import type { Picture } from "madeleine/data";
import type { NamedPicture } from "../picture/album.ts";
import type { Atlas } from "../picture/atlas.ts";
import { type Client, clientOf } from "../worker/client.ts";
import type { Port } from "../worker/job.ts";
import type { MemoryJobs, Progress, Remembered } from "../worker/memory-jobs.ts";
import type { Measured } from "./kept-memory.ts";

/** What is remembered: drawn scenes of a seed, or pictures of one's own. */
export type Source =
  | { readonly kind: "scenes"; readonly seed: number; readonly count: number }
  | { readonly kind: "own"; readonly pictures: readonly NamedPicture[] };

export type Phase = "drawing" | "measuring" | "ready";

/** The memory in its worker, as the page knows it. */
export class Kept {
  readonly worker: Client<MemoryJobs>;
  phase: Phase = $state("drawing");
  progress: Progress = $state.raw({ done: 0, total: 1 });
  names: readonly string[] = $state.raw([]);
  /** The captions that the pictures come with. */
  captions: readonly string[] = $state.raw([]);
  /** The address of all pictures in one, small; and how many stand in a row. */
  atlas: string | undefined = $state();
  columns: number = $state(1);
  measured: Measured | undefined = $state.raw();
  /** Changes with what is remembered. */
  generation: number = $state(0);
  failure: string | undefined = $state();
  #controller = new AbortController();

  constructor() {
    const worker = new Worker(new URL("../worker/memory.worker.ts", import.meta.url), { type: "module" });
    worker.onerror = ({ message }) => {
      this.failure = message || "The worker that computes could not be started.";
    };
    this.worker = clientOf<MemoryJobs>(worker as unknown as Port);
  }

  /** Forgets what was, remembers that, and measures how sure it can be. */
  async remember(source: Source): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.phase = "drawing";
    this.measured = undefined;
    const onNews = (news: Progress): void => {
      this.progress = news;
    };
    try {
      onNews({ done: 0, total: source.kind === "scenes" ? source.count : source.pictures.length });
      const { kind: _, ...input } = source;
      const remembered =
        "pictures" in input
          ? await this.worker.ask("keep", input, { signal })
          : await this.worker.ask("scenes", input, { onNews, signal });
      await this.#show(remembered);
      if (signal.aborted) return;
      this.phase = "measuring";
      onNews({ done: 0, total: 1 });
      this.measured = await this.worker.ask("measure", undefined, { onNews, signal });
      this.phase = "ready";
    } catch (error) {
      if (!signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  picture(item: number): Promise<Picture> {
    return this.worker.ask("picture", { item });
  }

  async #show({ names, captions, atlas }: Remembered): Promise<void> {
    const address = await addressOf(atlas);
    if (this.atlas) URL.revokeObjectURL(this.atlas);
    this.atlas = address;
    this.columns = atlas.columns;
    [this.names, this.captions] = [names, captions];
    this.failure = undefined;
    this.generation++;
  }
}

/** An address of the atlas that lives as long as the page. */
async function addressOf({ rgba, width, height }: Atlas): Promise<string | undefined> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return blob ? URL.createObjectURL(blob) : undefined;
}
