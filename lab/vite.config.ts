import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page may load its own files and nothing else, and may send nothing: pictures stay where they are. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Puts the policy into the built page; while it is worked on, Vite needs a connection. */
const withPolicy: Plugin = {
  name: "policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy },
      injectTo: "head-prepend",
    },
  ],
};

/** What runs networks is left out, 14 MB of it: none runs in the page. */
const noNetworks = [/^onnxruntime-web/];

/** The page as static files with relative addresses, over the built package by its public names. */
const config: UserConfig = defineConfig({
  root: here("."),
  base: "./",
  logLevel: "warn",
  plugins: [svelte({ configFile: false }), withPolicy],
  resolve: {
    alias: [
      { find: /^madeleine$/, replacement: here("../dist/index.js") },
      { find: /^madeleine\/(\w+)$/, replacement: `${here("../dist/")}$1/index.js` },
    ],
  },
  worker: { format: "es", rolldownOptions: { external: noNetworks } },
  build: {
    outDir: here("../dist/lab"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false }, external: noNetworks },
  },
});

export default config;
