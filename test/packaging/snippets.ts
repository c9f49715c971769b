import ts from "typescript";

/** A fenced block of a markdown file. */
export interface Snippet {
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
  readonly source: string;
  /** Why it isn't run, from `<!-- not run: reason -->` on the line before (blank lines between are fine). */
  readonly notRun: string | undefined;
}

const programs = /^(ts|typescript|js|javascript)$/;

/** The blocks of a markdown text in such languages, in order; by default TypeScript and JavaScript. */
export function snippetsOf(markdown: string, languages: RegExp = programs): Snippet[] {
  const lines = markdown.split("\n");
  const snippets: Snippet[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(lines[at] ?? "");
    if (!fence) continue;
    const [, marks = "", language = ""] = fence;
    const isEnd = (line: string): boolean => line.trim().startsWith(marks) && /^[`~]+$/.test(line.trim());
    const length = lines.slice(at + 1).findIndex(isEnd);
    const end = length < 0 ? lines.length : at + 1 + length;
    if (languages.test(language)) {
      const source = lines.slice(at + 1, end).join("\n");
      snippets.push({ line: at + 1, source, notRun: reasonBefore(lines, at) });
    }
    at = end;
  }
  return snippets;
}

function reasonBefore(lines: readonly string[], fence: number): string | undefined {
  const before = lines.slice(0, fence).findLast((line) => line.trim() !== "");
  return /^\s*<!--\s*not run:\s*(.+?)\s*-->\s*$/.exec(before ?? "")?.[1];
}

/** TypeScript as JavaScript modules, types removed and not checked. */
export function transpiled(source: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}
