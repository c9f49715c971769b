import { expect, it } from "vitest";
import type { TestModule } from "vitest/node";
import { totalsOf } from "./summary-reporter.ts";

/** As much of a test module as the totals look at. */
function moduleWith(states: readonly string[], { errors = 0, hooks = 0 } = {}): TestModule {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  const of = (count: number) => (): unknown[] => new Array<unknown>(count).fill({});
  const children = { allTests: () => tests, allSuites: () => [{ errors: of(hooks) }] };
  return { errors: of(errors), children } as unknown as TestModule;
}

it("totals count tests over all files", () => {
  const modules = [moduleWith(["passed", "failed"]), moduleWith(["passed", "skipped"])];
  expect(totalsOf(modules, 0)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

it("totals count files that didn't load, failed hooks, stray errors and unfinished tests as failed", () => {
  const modules = [
    moduleWith([], { errors: 1 }),
    moduleWith(["pending"]),
    moduleWith(["skipped"], { hooks: 1 }),
  ];
  expect(totalsOf(modules, 1)).toEqual({ passed: 0, failed: 4, skipped: 1 });
});
