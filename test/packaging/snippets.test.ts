import { expect, it } from "vitest";
import { snippetsOf, transpiled } from "./snippets.ts";

const MARKDOWN = [
  "```ts",
  `import { a } from "a";`,
  "```",
  "```sh",
  "```",
  "<!-- not run: needs your photos -->",
  "",
  "```typescript",
  "b;",
  "```",
  "````md",
  "```ts",
  "inner;",
  "```",
  "````",
  "  ~~~js",
  "  c;",
].join("\n");

it("finds the TypeScript and JavaScript blocks of a markdown text", () => {
  expect(snippetsOf(MARKDOWN)).toEqual([
    { line: 1, source: `import { a } from "a";`, notRun: undefined },
    { line: 8, source: "b;", notRun: "needs your photos" },
    { line: 16, source: "  c;", notRun: undefined },
  ]);
});

it("removes the types of a snippet", () => {
  expect(transpiled("const a: number = 1;\nexport { a };")).toBe("const a = 1;\nexport { a };\n");
});
