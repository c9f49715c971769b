import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT_FOLDER } from "./manifest.ts";
import { type Snippet, snippetsOf } from "./snippets.ts";

/** The texts that people read, with what programs they show: `README.md`, `docs/guide/index.md`, … */
export function documents(): string[] {
  const docs = readdirSync(join(ROOT_FOLDER, "docs"), { recursive: true, encoding: "utf8" });
  const texts = docs
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`);
  return ["README.md", ...texts.sort()];
}

/** A program of a text. */
export interface DocumentSnippet extends Snippet {
  /** `docs/guide/index.md:12`. */
  readonly place: string;
  /** A file name for it, without its end. */
  readonly name: string;
}

/** The TypeScript and JavaScript of all texts that is run. */
export function shownPrograms(): DocumentSnippet[] {
  return documents().flatMap((file) =>
    snippetsOf(readFileSync(join(ROOT_FOLDER, file), "utf8"))
      .filter(({ notRun }) => notRun === undefined)
      .map((snippet) => ({
        ...snippet,
        place: `${file}:${snippet.line}`,
        name: `${file.replace(/\W+/g, "-")}-${snippet.line}`,
      })),
  );
}
