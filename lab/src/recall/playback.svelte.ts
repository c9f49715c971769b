/** How long a step is watched, in milliseconds. */
const STEP = 900;

/** Time in a recall, counted in steps: runs from 0 to the last one, then rests. */
export class Playback {
  /** How many steps have been taken; parts count. */
  taken: number = $state(0);
  playing: boolean = $state(false);
  #frame = 0;

  /** Runs over so many steps; is there at once where the reader wants no motion. */
  play(steps: number): void {
    this.stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.taken = steps;
      return;
    }
    this.taken = 0;
    this.playing = true;
    let start: number | undefined;
    const step = (now: number): void => {
      start ??= now;
      this.taken = Math.min(steps, eased((now - start) / STEP));
      this.playing = this.taken < steps;
      if (this.playing) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }
}

/** Slow at the start and end of each step. */
function eased(time: number): number {
  const [whole, part] = [Math.floor(time), time % 1];
  return whole + part * part * (3 - 2 * part);
}
