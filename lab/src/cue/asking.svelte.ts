import type { Picture } from "madeleine/data";
import type { Address, Remembering } from "../address/address.svelte.ts";
import { numberIn } from "../address/place.ts";
import type { Kept } from "../memory/kept.svelte.ts";
import type { NamedPicture } from "../picture/album.ts";
import { type Cue, cueOf, mixed } from "./cue.ts";
import { type CueStep, stepsOf, textOfSteps } from "./cue-step.ts";
import { type Question, questionOf, textOfQuestion } from "./question.ts";

/** What is done to the picture at first. */
export const FIRST_DAMAGE = "half:left";

/** Noise is drawn from this. */
const SEED = 1;

/** What the memory is asked with, as the address says it: a picture, and what was done to it. */
export class Asking {
  readonly #address: Address;
  readonly #kept: Kept;
  /** A picture from a file, asked with instead of one of the memory's own. */
  file: NamedPicture | undefined = $state.raw();
  #first: Loaded | undefined = $state.raw();
  #second: Loaded | undefined = $state.raw();

  readonly item: number = $derived.by(() => {
    const most = Math.max(1, this.#kept.names.length);
    const fallback = Math.min(7, most);
    return numberIn(this.#address.settings, "item", { fallback, least: 1, most, whole: true }) - 1;
  });
  readonly question: Question = $derived.by(() => {
    const question = questionOf(this.#address.settings.ask);
    if (question.kind === "file" && !this.file) return { kind: "item" };
    if (question.kind === "mix" && question.other >= this.#kept.names.length) return { kind: "item" };
    return question;
  });
  readonly steps: readonly CueStep[] = $derived.by(() =>
    stepsOf(this.#address.settings.damage ?? FIRST_DAMAGE),
  );
  readonly whole: Picture | undefined = $derived.by(() => {
    const { question } = this;
    if (question.kind === "file") return this.file?.picture;
    const [first, second] = [this.#first?.picture, this.#second?.picture];
    return question.kind === "mix" ? first && second && mixed(first, second, question.share) : first;
  });
  readonly cue: Cue | undefined = $derived.by(() => this.whole && cueOf(this.whole, this.steps, SEED));
  readonly #firstKey: string = $derived.by(() => {
    const { question } = this;
    return `${this.#kept.generation} ${question.kind === "stranger" ? `stranger ${question.seed}` : this.item}`;
  });
  readonly #secondKey: string = $derived.by(() => {
    const { question } = this;
    return `${this.#kept.generation} ${question.kind === "mix" ? question.other : "none"}`;
  });
  /** Whether the cue is what the address asks for; while its pictures come, it is what was asked before. */
  readonly ready: boolean = $derived.by(() => {
    const { kind } = this.question;
    if (this.#kept.generation === 0) return false;
    if (kind === "file") return true;
    return this.#first?.key === this.#firstKey && (kind !== "mix" || this.#second?.key === this.#secondKey);
  });
  /** What it is called. */
  readonly name: string = $derived.by(() => {
    const { question } = this;
    const own = this.#kept.names[this.item] ?? "";
    if (question.kind === "stranger") return `a stranger, number ${question.seed}`;
    if (question.kind === "file") return this.file?.name ?? "";
    return question.kind === "mix" ? `${own} and ${this.#kept.names[question.other]}` : own;
  });

  constructor(address: Address, kept: Kept) {
    this.#address = address;
    this.#kept = kept;
    $effect(() => {
      const key = this.#firstKey;
      if (kept.generation === 0) return;
      const { item, question } = this;
      const asked =
        question.kind === "stranger"
          ? kept.worker.ask("stranger", { seed: question.seed })
          : kept.picture(item);
      return latest(asked, (picture) => {
        this.#first = { key, picture };
      });
    });
    $effect(() => {
      const key = this.#secondKey;
      const { question } = this;
      if (kept.generation === 0 || question.kind !== "mix") return;
      return latest(kept.picture(question.other), (picture) => {
        this.#second = { key, picture };
      });
    });
  }

  /** Asks for another of the memory's pictures. */
  choose(item: number): void {
    this.#address.set({ item: String(item + 1), ask: undefined });
  }

  ask(question: Question, remembering: Remembering = "step"): void {
    this.#address.set({ ask: textOfQuestion(question) }, remembering);
  }

  damage(steps: readonly CueStep[], remembering: Remembering = "step"): void {
    const text = textOfSteps(steps);
    this.#address.set({ damage: text === FIRST_DAMAGE ? undefined : text }, remembering);
  }
}

/** A picture, and what it was asked for as. */
interface Loaded {
  readonly key: string;
  readonly picture: Picture;
}

/** Takes what comes, unless the reader has moved on; gives what says that. */
function latest<T>(coming: Promise<T>, take: (value: T) => void): () => void {
  let wanted = true;
  coming.then((value) => wanted && take(value)).catch(() => {});
  return () => {
    wanted = false;
  };
}
