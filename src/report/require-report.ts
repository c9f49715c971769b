import { requirePicture } from "./picture-view.ts";
import type { RecallReport } from "./recall-report.ts";

/** @throws RangeError for pictures that the page can't hold, and for weights of items that the report doesn't list. */
export function requireReport({ cue, start, settled, original, steps, items }: RecallReport): void {
  requirePicture("cue", cue);
  requirePicture("settled", settled);
  if (start) requirePicture("start", start);
  if (original) requirePicture("original", original);
  items.forEach(({ thumbnail }, i) => {
    if (thumbnail) requirePicture(`the thumbnail of item ${i}`, thumbnail);
  });
  steps.forEach(({ picture, weights }, i) => {
    requirePicture(`the picture of step ${i + 1}`, picture);
    for (const { item } of weights) {
      if (items[item] === undefined) {
        throw new RangeError(
          `recallPage: step ${i + 1} weighs item ${item}, but there are ${items.length} items; list the item, or leave its weight out`,
        );
      }
    }
  });
}
