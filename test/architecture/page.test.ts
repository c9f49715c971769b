import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import { pageFaults } from "./page-rules.ts";

const files = readdirSync(join(ROOT_FOLDER, "lab/src"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => `lab/src/${name.replaceAll("\\", "/")}`)
  .map((path) => ({ path, source: readFileSync(join(ROOT_FOLDER, path), "utf8") }));

describe("the page", () => {
  it("imports its own files and public names of the package only, without cycles", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(pageFaults(files)).toEqual([]);
  });
});

describe("the rules for the page", () => {
  it.each([
    ["lab/src/x.ts", `import { a } from "../../src/math/index.ts";`, "lab/src/x.ts: src/math/index.ts"],
    ["lab/src/x.ts", `export { a } from "madeleine/memory/node";`, "lab/src/x.ts: madeleine/memory/node"],
    ["lab/src/x.ts", `import type { A } from "madeleine/cli";`, "lab/src/x.ts: madeleine/cli"],
    ["lab/src/x.ts", `import fc from "fast-check";`, "lab/src/x.ts: fast-check"],
    ["lab/src/x.ts", `const a = await import(name);`, "lab/src/x.ts: a computed name"],
    ["lab/src/x.svelte", `{#await import("d3")}{/await}`, "lab/src/x.svelte: d3"],
    ["lab/src/x.svelte", `<script>import "./x.svelte";</script>`, "lab/src/x.svelte → lab/src/x.svelte"],
  ])("find what is wrong in %s: %s", (path, source, fault) => {
    expect(pageFaults([{ path, source }])).toEqual([fault]);
  });

  it("allow what the page needs", () => {
    const source = `import { mount } from "svelte"; import { dot } from "madeleine/memory"; import "./style.css";`;
    expect(pageFaults([{ path: "lab/src/x.ts", source }])).toEqual([]);
    expect(pageFaults([{ path: "lab/src/x.test.ts", source: `import { it } from "vitest";` }])).toEqual([]);
  });
});
