import { posix } from "node:path";
import { isNodeName, publicNames } from "../packaging/manifest.ts";
import { cyclesOf } from "./cycles.ts";
import { isTest } from "./floors.ts";
import { factsOf, type SourceFile } from "./references.ts";

/** What the page may import besides its own files and the library's public names. */
const PACKAGES = ["svelte"];

/** What the page's tests may import, too. */
const TEST_PACKAGES = ["vitest", "fast-check"];

/** What is wrong with the page's imports: they lead to its own files, or to public names that run in the page. */
export function pageFaults(files: readonly SourceFile[]): string[] {
  const graph = new Map<string, string[]>();
  const faults = files.flatMap(({ path, source }) => {
    const specifiers = specifiersOf({ path, source });
    const inside = specifiers.filter((name) => name.startsWith("."));
    const targets = inside.map((name) => posix.join(posix.dirname(path), name));
    graph.set(path, targets);
    return [
      ...targets.filter((target) => !target.startsWith("lab/src/")).map((target) => `${path}: ${target}`),
      ...specifiers
        .filter((name) => !name.startsWith(".") && !mayImport(path, name))
        .map((name) => `${path}: ${name}`),
    ];
  });
  return [...faults, ...cyclesOf(graph).map((cycle) => cycle.join(" → "))];
}

function mayImport(path: string, name: string): boolean {
  if (publicNames().includes(name)) return !isNodeName(name);
  return [...PACKAGES, ...(isTest(path) ? TEST_PACKAGES : [])].includes(name);
}

/** The modules that a file names; of a component, in its script and in its markup. */
function specifiersOf(file: SourceFile): string[] {
  if (file.path.endsWith(".svelte")) {
    const named = file.source.matchAll(/\b(?:from\s+|import\s+|import\s*\(\s*)"([^"]+)"/g);
    return Array.from(named, ([, name]) => name);
  }
  return factsOf(file).references.map(({ specifier }) => specifier ?? "a computed name");
}
