import type { Rule } from "./rules.ts";

/** What package.json lists in the made-up tree. */
export const PLANTED_DEPENDENCIES = {
  self: "madeleine",
  runtime: ["fflate", "sharp", "@scope/listed", "@scope/optional", "onnxruntime-web"],
  optional: ["@scope/optional", "onnxruntime-web"],
  development: ["vitest"],
} as const;

/** A sound little tree with every kind of import that is allowed. */
export const SOUND_TREE: Readonly<Record<string, string>> = {
  "src/index.ts": `export { a } from "./bank/index.ts"; export { b } from "./data/index.ts";`,
  "src/onnx/web.ts": `export const peer = () => import("onnxruntime-web/wasm");`,
  "src/math/index.ts": `export { zeros } from "./matrix.ts";`,
  "src/math/matrix.ts": `import { gunzipSync } from "fflate"; export const zeros = gunzipSync;`,
  "src/math/matrix.test.ts": `import { it } from "vitest"; import { golden } from "../../test/golden.ts";`,
  "src/math/random.ts": `export const at = (t: number): Date => new Date(t);`,
  "src/memory/index.ts": `export type { M } from "../math/index.ts"; import "@scope/listed/deep";`,
  "src/memory/law.test.ts": `import { zeros } from "../math/matrix.ts";`,
  "src/data/index.ts": `export const b = 1; // import "node:fs" in a comment is no import`,
  "src/data/index.node.ts": `export { read } from "./folder.node.ts";`,
  "src/data/folder.node.ts": `import { readdir } from "node:fs/promises"; import sharp from "sharp";
    export const peer = () => import("@scope/optional");`,
  "src/data/folder.node.test.ts": `import { tmpdir } from "node:os"; import { read } from "./folder.node.ts";`,
  "src/bank/index.ts": `export const a = () => import("../memory/index.ts");`,
  "src/cli/main.ts": `import { readFileSync } from "fs"; import { a } from "../index.ts";
    import pkg from "../../package.json" with { type: "json" };
    export const run = () => [import("../data/index.node.ts"), Date.now()];`,
};

/** A fault: what it is, the file it is planted in, and the line that commits it. */
type Plant = readonly [name: string, path: string, source: string];

/** At least one fault for every rule that looks at a single file. */
export const PLANTS: Readonly<Partial<Record<Rule, readonly Plant[]>>> = {
  "upward import": [
    ["an import from a higher floor", "src/math/x.ts", `import { a } from "../memory/index.ts";`],
    ["a type import", "src/math/x.ts", `import type { A } from "../memory/index.ts";`],
    ["a re-export", "src/memory/x.ts", `export { a } from "../bank/index.ts";`],
    ["a dynamic import", "src/memory/x.ts", `const a = () => import("../bank/index.ts");`],
    ["an import() type", "src/memory/x.ts", `let a: import("../bank/index.ts").A;`],
    ["a room importing the root", "src/bank/x.ts", `import { a } from "../index.ts";`],
    ["an import in a test", "src/math/x.test.ts", `import { a } from "../memory/index.ts";`],
  ],
  "sideways import": [["a room on the same floor", "src/memory/x.ts", `import "../data/index.ts";`]],
  "side door": [
    ["another room's inner file", "src/memory/x.ts", `import { zeros } from "../math/matrix.ts";`],
    ["an inner Node file, from the cli", "src/cli/x.ts", `await import("../data/folder.node.ts");`],
  ],
  "unknown room": [
    ["a room without a floor", "src/attic/x.ts", ""],
    ["a file beside the rooms", "src/utils.ts", ""],
  ],
  "node in the page": [
    ["a node: module", "src/math/x.ts", `import { readFileSync } from "node:fs";`],
    ["a bare builtin", "src/math/x.ts", `import { join } from "path";`],
    ["a builtin's subpath, for its types", "src/math/x.ts", `import type { Stats } from "fs/promises";`],
    ["sharp", "src/data/x.ts", `import sharp from "sharp";`],
    ["a package that need not be there", "src/data/x.ts", `const peer = () => import("@scope/optional");`],
    ["a Node file of the same room", "src/data/x.ts", `import { read } from "./folder.node.ts";`],
    ["another room's Node entry", "src/bank/x.ts", `import { read } from "../data/index.node.ts";`],
  ],
  "unlisted dependency": [
    ["a package nobody listed", "src/math/x.ts", `import pad from "left-pad/x";`],
    ["a scoped package nobody listed", "src/math/x.ts", `import pad from "@scope/other";`],
    ["a development tool in the library", "src/math/x.ts", `import { it } from "vitest";`],
    ["the package under its own name", "src/bank/x.ts", `import { zeros } from "madeleine/math";`],
  ],
  "outside src": [["a test helper in the library", "src/math/x.ts", `import "../../test/golden.ts";`]],
  "computed import": [["a name made at run time", "src/cli/x.ts", `await import("./" + command);`]],
  "not reproducible": [
    ["Math.random", "src/math/x.ts", "const a = Math.random();"],
    ["Math.random by its name", "src/math/x.ts", `const a = globalThis.Math["random"];`],
    ["Date.now", "src/bank/x.ts", "const a = Date.now();"],
    ["new Date()", "src/bank/x.ts", "const a = new Date();"],
    ["Date()", "src/bank/x.ts", "const a = Date();"],
    ["Math.random in a test", "src/math/x.test.ts", "const a = Math.random();"],
  ],
};
