import { afterAll, describe } from "vitest";
import { type StoreUnderTest, stores } from "./stores.ts";

/**
 * Tests that every kind of store has to pass, `madeleine/store`'s contract. A kind that isn't here is skipped, with the
 * reason in the title.
 */
export function everyStore(define: (kind: StoreUnderTest) => void): void {
  describe.each(stores.map((kind) => ({ kind, title: titleOf(kind) })))("a store $title", ({ kind }) => {
    afterAll(() => kind.end());
    define(kind);
  });
}

/** The name, with the reason for what isn't run. */
function titleOf({ name, skipped, reopen, placeOf }: StoreUnderTest): string {
  if (skipped !== undefined) return `${name} (skipped: ${skipped})`;
  if (!reopen) return `${name} (it ends with its process: nothing to open again, to share or to kill)`;
  return placeOf ? name : `${name} (no other process finds it: nothing to share)`;
}
