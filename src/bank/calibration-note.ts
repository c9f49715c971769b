import { type Calibration, separates } from "./calibration.ts";

const cannotTell =
  "this memory's items are too alike to tell its own cues from strangers', so nothing is claimed";

/** A memory that has grown or shrunk by more than this is another one than was calibrated. */
const calibrationReach = 1.25;

/** What has to be said of a calibration where the memory has `size` items; undefined for nothing. */
export function noteOn(calibration: Calibration, size: number): string | undefined {
  if (!separates(calibration)) return cannotTell;
  const { items = size } = calibration;
  if (Math.max(size / items, items / size) <= calibrationReach) return undefined;
  return `calibrated when there were ${items} items, now ${size}: certainty may be off until it is calibrated again`;
}
