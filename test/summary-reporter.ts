import type { Reporter, TestModule } from "vitest/node";

/** How a run ended, counted over all its test files. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Closes a run with its totals, alone on the last line: `412 passed, 0 failed`. A file that couldn't be loaded,
 * a hook that failed and an error outside of any test count as failed, so that "0 failed" always means a sound run.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const { passed, failed, skipped } = totalsOf(modules, unhandledErrors.length);
    if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}

/** Counts the tests of the modules; `errors` is the number of errors outside of them. */
export function totalsOf(modules: readonly TestModule[], errors: number): Totals {
  let [passed, failed, skipped] = [0, errors, 0];
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      if (state === "passed") passed += 1;
      else if (state === "skipped") skipped += 1;
      else failed += 1;
    }
  }
  return { passed, failed, skipped };
}
