import { type Calibration, isOutgrown, separates } from "./calibration.ts";

const cannotTell =
  "this memory's items are too alike to tell its own cues from strangers', so nothing is claimed";

/** What has to be said of a calibration where the memory has `size` items; undefined for nothing. */
export function noteOn(calibration: Calibration, size: number): string | undefined {
  if (!separates(calibration)) return cannotTell;
  if (!isOutgrown(calibration, size)) return undefined;
  return `calibrated when there were ${calibration.items} items, now ${size}: certainty may be off until it is calibrated again`;
}
