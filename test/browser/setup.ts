import type { TestProject } from "vitest/node";
import { type Chromium, unpackedChromium } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The browser for `test/browser`, unpacked before any test starts. */
    chromium: Chromium;
  }
}

/** Vitest's global setup: runs once, before the test files and in no worker of theirs. */
export function setup(project: TestProject): void {
  project.provide("chromium", unpackedChromium());
}
