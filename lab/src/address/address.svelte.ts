import { changed, hashOf, type Place, placeOf, type Settings, type View } from "./place.ts";

/** How a change is remembered: as a step to go back over, or as more of the step before (a slider on its way). */
export type Remembering = "step" | "more";

/** The address bar is written at most this often: browsers refuse more. */
const PAUSE = 150;

/** Where the page is. Whoever reads it is told of changes; whoever changes it changes the address bar. */
export class Address {
  #place: Place = $state.raw(placeOf(location.hash));
  /** How often the reader came here by the address bar, the back button or a link. */
  #arrivals: number = $state(0);
  #moving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    addEventListener("popstate", () => {
      clearTimeout(this.#timer);
      this.#moving = false;
      this.#place = placeOf(location.hash);
      this.#arrivals++;
    });
  }

  get view(): View {
    return this.#place.view;
  }

  get settings(): Settings {
    return this.#place.settings;
  }

  get arrivals(): number {
    return this.#arrivals;
  }

  /** Sets some of the settings; what is undefined goes back to its default. */
  set(changes: Readonly<Record<string, string | undefined>>, remembering: Remembering = "step"): void {
    this.#place = { ...this.#place, settings: changed(this.#place.settings, changes) };
    if (remembering === "more") this.#more();
    else this.#step();
  }

  /** The address of another view with the settings as they are. */
  hashFor(view: View): string {
    return hashOf({ view, settings: this.#place.settings });
  }

  /** A change that is over: it becomes a step, unless it began as one. */
  #step(): void {
    clearTimeout(this.#timer);
    if (this.#moving) history.replaceState(null, "", hashOf(this.#place));
    else history.pushState(null, "", hashOf(this.#place));
    this.#moving = false;
  }

  #more(): void {
    if (!this.#moving) history.pushState(null, "", hashOf(this.#place));
    this.#moving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => history.replaceState(null, "", hashOf(this.#place)), PAUSE);
  }
}
