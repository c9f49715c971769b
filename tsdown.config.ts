import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type RolldownChunk, type UserConfig } from "tsdown";

/** One output file per source file, under stable names, so that `dist/` reads like `src/`. */
const shared: UserConfig = {
  format: "esm",
  platform: "node",
  target: ["node20", "es2022"],
  unbundle: true,
  fixedExtension: false,
  hash: false,
  clean: false,
  sourcemap: true,
  deps: { skipNodeModulesBundle: true },
  failOnWarn: true,
  report: false,
  logLevel: "warn",
};

/** The page is built by Vite, into a folder of its own. */
const PAGE = /^lab\b/;

/**
 * Removes what an earlier build left behind and this one didn't write: scripts, declarations and their maps.
 * Other files (wasm, pages) belong to other build steps and stay. Declarations lose the mention of a map,
 * which is not made for them.
 */
function tidy(folder: string, chunks: readonly RolldownChunk[]): void {
  const written = new Set(chunks.map((chunk) => join(chunk.outDir, chunk.fileName)));
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (PAGE.test(name)) continue;
    if (/\.(js|d\.ts)(\.map)?$/.test(name) && !written.has(path)) rmSync(path);
    else if (name.endsWith(".d.ts")) {
      writeFileSync(path, readFileSync(path, "utf8").replace(/\n\/\/# sourceMappingURL=.*$/, "\n"));
    }
  }
}

/** The entries of the library; all but the command line and threads get declarations. */
const ENTRIES = ["src/index.ts", "src/index.node.ts", "src/*/index.ts", "src/*/index.node.ts"];

const library: UserConfig = {
  ...shared,
  name: "library",
  root: "src",
  // Threads are started by the path of their program, which nothing imports.
  entry: [...ENTRIES, "src/cli/main.ts", "src/server/memories/*-thread.ts"],
  outDir: "dist",
  dts: { entry: ENTRIES, oxc: true, sourcemap: false },
  hooks: { "build:done": ({ options, chunks }) => tidy(options.outDir, chunks) },
};

/** The benches use the library by its public names, as any program would. */
const bench: UserConfig = {
  ...shared,
  name: "bench",
  root: "bench",
  entry: [
    "bench/main.ts",
    "bench/recall-quality.ts",
    "bench/separation-quality.ts",
    "bench/*.bench.ts",
    "bench/*.child.ts",
    "bench/store-*.ts",
    "bench/serve-load.ts",
    "bench/store/*.child.ts",
    "bench/browser/page.ts",
  ],
  outDir: "build/bench",
  dts: false,
  deps: { ...shared.deps, neverBundle: [/^madeleine(\/|$)/] },
  copy: [{ from: "bench/*.py", to: "build/bench" }],
};

/** What builds the documentation, from the library by its public names. */
const site: UserConfig = {
  ...shared,
  name: "site",
  root: "site",
  entry: ["site/main.ts"],
  outDir: "build/site",
  dts: false,
  deps: { ...shared.deps, neverBundle: [/^madeleine(\/|$)/] },
};

const config: UserConfig[] = defineConfig([library, bench, site]);

export default config;
