import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page as static files with relative addresses, over the built package by its public names. */
const config: UserConfig = defineConfig({
  root: here("."),
  base: "./",
  logLevel: "warn",
  plugins: [svelte({ configFile: false })],
  resolve: {
    alias: [
      { find: /^madeleine$/, replacement: here("../dist/index.js") },
      { find: /^madeleine\/(\w+)$/, replacement: `${here("../dist/")}$1/index.js` },
    ],
  },
  worker: { format: "es" },
  build: {
    outDir: here("../dist/lab"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});

export default config;
