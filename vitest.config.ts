import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { SummaryReporter } from "./test/summary-reporter.ts";

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: /^madeleine$/, replacement: source("index.node.ts") },
      { find: /^madeleine\/(\w+)\/node$/, replacement: `${source("")}$1/index.node.ts` },
      { find: /^madeleine\/(\w+)$/, replacement: `${source("")}$1/index.ts` },
    ],
  },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts", "lab/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Half of the time goes by in programs that tests start; all cores may wait for them.
    maxWorkers: "100%",
    // Files share the modules that they import, which none of them changes: importing takes a third of the time.
    isolate: false,
    setupFiles: ["test/property-seed.ts"],
    globalSetup: ["test/browser/setup.ts"],
    reporters: ["default", new SummaryReporter()],
  },
});

export default config;
