import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { type Chromium, unpackedChromium } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The browser for `test/browser`, unpacked before any test starts. */
    chromium: Chromium;
  }
}

const compiled = ["math/wasm/kernels.wasm.ts", "engine/wasm/optimise.wasm.ts"].map(
  (path) => new URL(`../../src/${path}`, import.meta.url),
);

/** Vitest's global setup: runs once, before the test files and in no worker of theirs. */
export function setup(project: TestProject): void {
  // A build makes the kernels; a bare `npx vitest` on a fresh checkout needs them too.
  if (!compiled.every((file) => existsSync(file)))
    execFileSync(process.execPath, [new URL("../../build-wasm.mjs", import.meta.url).pathname]);
  project.provide("chromium", unpackedChromium());
}
