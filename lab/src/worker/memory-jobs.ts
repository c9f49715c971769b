import { drawScene, type Picture } from "madeleine/data";
import { createRandom } from "madeleine/math";
import { type Cue, mixed } from "../cue/cue.ts";
import type { RollInput, SliceInput } from "../landscape/roll.ts";
import {
  calibrated,
  evenShare,
  type Film,
  filmOf,
  type KeptMemory,
  type Measured,
  measuredOf,
  rememberPictures,
} from "../memory/kept-memory.ts";
import type { ModelChoice } from "../models/choice.ts";
import type { ModelFilm } from "../models/model-film.ts";
import type { NamedPicture } from "../picture/album.ts";
import { type Atlas, atlasOf } from "../picture/atlas.ts";
import type { Apartness, SeparationSettings } from "../separation/before-after.ts";
import { fileCaption, sceneCaption } from "../text/caption-words.ts";
import type { TextFilm, TextQuestion } from "../text/text-film.ts";
import type { JobContext } from "./job.ts";
import { pause } from "./serve.ts";

/** The side of drawn scenes, in pixels. */
const SIDE = 96;

/** A worker answers others at least this often, in milliseconds. */
const BREATH = 20;

/** What is told of pictures once they are remembered. */
export interface Remembered {
  readonly names: readonly string[];
  /** A caption for each. */
  readonly captions: readonly string[];
  readonly atlas: Atlas;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** All that can be asked of the worker that holds the memory. What only some views need is loaded when it is asked for. */
export function memoryJobs() {
  let kept: KeptMemory | undefined;
  let askByText: { of: KeptMemory["album"]; ask(question: TextQuestion): Promise<TextFilm> } | undefined;
  const here = (): KeptMemory => {
    if (kept) return kept;
    throw new Error("nothing is remembered yet");
  };
  const remember = async (
    pictures: readonly NamedPicture[],
    captionOf: (pictured: NamedPicture, item: number) => string,
  ): Promise<Remembered> => {
    const fresh = await rememberPictures(pictures);
    kept = fresh;
    return { names: fresh.album.names, captions: pictures.map(captionOf), atlas: atlasOf(fresh.album) };
  };
  return {
    async scenes(
      { seed, count }: { seed: number; count: number },
      { tell, stopped }: JobContext<Progress>,
    ): Promise<Remembered> {
      const breathe = breathing(stopped);
      const pictures: NamedPicture[] = [];
      while (pictures.length < count) {
        const i = pictures.length;
        const picture = drawScene(createRandom(seed, `scene ${i}`), SIDE, SIDE);
        pictures.push({ name: `scene ${i + 1}`, picture });
        if (await breathe()) tell({ done: i + 1, total: count });
      }
      return remember(pictures, ({ picture }, item) => sceneCaption(item, picture));
    },

    keep: ({ pictures }: { pictures: readonly NamedPicture[] }): Promise<Remembered> =>
      remember(pictures, ({ name }) => fileCaption(name)),

    async measure(_: undefined, { tell, stopped }: JobContext<Progress>): Promise<Measured | undefined> {
      const before = here();
      const breathe = breathing(stopped);
      const onProgress = (done: number, total: number): void => tell({ done, total });
      const after = await calibrated(before, { onProgress, breathe });
      if (kept !== before) return undefined;
      kept = after;
      return after.memory.calibration && measuredOf(after.memory.calibration);
    },

    picture: ({ item }: { item: number }): Picture => here().album.picture(item),

    stranger: ({ seed }: { seed: number }): Picture => drawScene(createRandom(seed, "stranger"), SIDE, SIDE),

    recall: (cue: Cue): Promise<Film> => filmOf(here(), cue),

    evenShare({ one, other }: { one: number; other: number }): Promise<number> {
      const [first, second] = [one, other].map((item) => here().album.picture(item));
      const exposed = (share: number): Cue => ({ picture: mixed(first, second, share), known: undefined });
      return evenShare(here(), [one, other], exposed);
    },

    async settle({ cue, choices }: { cue: Cue; choices: readonly ModelChoice[] }): Promise<ModelFilm[]> {
      const { modelFilms } = await import("../models/model-film.ts");
      return modelFilms(here(), cue, choices);
    },

    async recallByText(question: TextQuestion): Promise<TextFilm> {
      const { textAsking } = await import("../text/text-film.ts");
      const of = here();
      if (askByText?.of !== of.album) askByText = { of: of.album, ask: textAsking(of) };
      return askByText.ask(question);
    },

    async slice(input: SliceInput) {
      const { sliceMap } = await import("../landscape/roll.ts");
      return sliceMap(here(), input);
    },

    async rollInSlice(input: SliceInput & Pick<RollInput, "start">) {
      const { rollInSlice } = await import("../landscape/roll.ts");
      return rollInSlice(here(), input);
    },

    async separate(
      input: SeparationSettings & { count: number; iterations: number },
      { tell, stopped }: JobContext<Apartness>,
    ): Promise<void> {
      const { apartnessOf, colourVectors, learning } = await import("../separation/before-after.ts");
      const { album } = here();
      const count = Math.min(input.count, album.size);
      const pictures = Array.from({ length: count }, (_, item) => album.picture(item));
      const separated = colourVectors(pictures, input);
      tell(apartnessOf(separated, input));
      for (const kernel of learning(separated.memories, input.iterations)) {
        await pause();
        if (stopped()) return;
        tell(apartnessOf(separated, input, kernel));
      }
    },
  };
}

export type MemoryJobs = ReturnType<typeof memoryJobs>;

/**
 * A function that pauses where the last pause is {@link BREATH} ago, and says whether it did.
 * @throws Error once the job was stopped: what it has so far is of no use.
 */
function breathing(stopped: () => boolean): () => Promise<boolean> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH) return false;
    await pause();
    if (stopped()) throw new Error("nobody waits for this any more");
    last = performance.now();
    return true;
  };
}
