import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { manifest, ROOT_FOLDER } from "./packaging/manifest.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

/** The locked packages that would run a script when installed and aren't denied it. */
function scriptsToReview(lock: Lock, allowScripts: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split("node_modules/").at(-1) ?? path)
    .filter((name) => allowScripts[name] !== false);
}

it("no dependency runs a script when it is installed, unless package.json denies it", () => {
  const lock = JSON.parse(readFileSync(join(ROOT_FOLDER, "package-lock.json"), "utf8")) as Lock;
  expect(scriptsToReview(lock, manifest().allowScripts ?? {})).toEqual([]);
});

it("a script that nobody denied would be seen", () => {
  const packages = { "": {}, "node_modules/a/node_modules/@b/c": { hasInstallScript: true } };
  expect(scriptsToReview({ packages }, {})).toEqual(["@b/c"]);
  expect(scriptsToReview({ packages }, { "@b/c": true })).toEqual(["@b/c"]);
  expect(scriptsToReview({ packages }, { "@b/c": false })).toEqual([]);
});
