import { expect, it } from "vitest";
import type { TestModule } from "vitest/node";
import { totalsOf } from "./summary-reporter.ts";

/** As much of a test module as the totals look at. */
function moduleWith(states: readonly string[], errors = 0): TestModule {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  const module = { errors: () => new Array<unknown>(errors).fill({}), children: { allTests: () => tests } };
  return module as unknown as TestModule;
}

it("totals count tests over all files", () => {
  const modules = [moduleWith(["passed", "failed"]), moduleWith(["passed", "skipped"])];
  expect(totalsOf(modules, 0)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it("totals count files that didn't load, stray errors and unfinished tests as failed", () => {
  expect(totalsOf([moduleWith([], 1), moduleWith(["pending"])], 1)).toEqual({
    passed: 0,
    failed: 3,
    skipped: 0,
  });
});
