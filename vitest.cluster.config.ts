import { mergeConfig, type ViteUserConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** npm run test:cluster: what needs a real ClickHouse cluster. */
const config: ViteUserConfig = mergeConfig({ resolve: base.resolve ?? {} }, {
  test: {
    include: ["test/cluster/**/*.cluster.ts", "test/stores/*.test.ts"],
    testNamePattern: /^(?!a store '(in memory|a \.memory file))/,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    // Threads end with the process, and with them the pipes that their servers live by.
    pool: "threads",
    globalSetup: ["test/cluster/setup.ts"],
    reporters: ["verbose"],
  },
} satisfies ViteUserConfig);

export default config;
