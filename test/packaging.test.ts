import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consumers, programOf, tsconfigOf } from "./packaging/consumer.ts";
import { shownPrograms } from "./packaging/documents.ts";
import { type Installation, install } from "./packaging/installation.ts";
import { expectedExports, manifest, publicNames, ROOT_FOLDER } from "./packaging/manifest.ts";
import { transpiled } from "./packaging/snippets.ts";

const MINUTES = 60_000;
const PROGRAMS = shownPrograms();

let installed: Installation;
beforeAll(async () => {
  installed = await install();
}, 5 * MINUTES);
afterAll(() => installed?.remove(), MINUTES);

describe("package.json", () => {
  it("publishes every library room's entries, and nothing else", () => {
    expect(manifest().exports).toEqual(expectedExports());
  });
});

describe("the tarball", () => {
  it("holds the built library and its papers, and nothing else", () => {
    const { files, unpackedSize } = installed.tarball;
    process.stdout.write(
      `tarball: ${files.length} files, ${(unpackedSize / 1024).toFixed(0)} KiB unpacked\n`,
    );
    const papers = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
    expect(files.filter((file) => !file.startsWith("dist/")).sort()).toEqual(papers);
    expect(files.filter((file) => /\.test\.|golden|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it("satisfies publint", async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(installed.tarball.path);
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: "warning" });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

describe("installed in an empty folder, the package", () => {
  it.each(publicNames())("can be imported as %s", async (name) => {
    const program = `process.stdout.write(String(Object.keys(await import("${name}")).length))`;
    const count = await installed.run(process.execPath, "--input-type=module", "--eval", program);
    expect(Number(count)).toBeGreaterThan(0);
  });

  it.each(consumers())(
    "compiles in a TypeScript project: $name",
    { timeout: 2 * MINUTES },
    async (consumer) => {
      installed.write(`${consumer.name}.ts`, programOf(consumer));
      installed.write(`tsconfig.${consumer.name}.json`, tsconfigOf(consumer, [`${consumer.name}.ts`]));
      await compile(`tsconfig.${consumer.name}.json`);
    },
  );

  it("has a command that explains itself", async () => {
    const help = await installed.run(join(installed.folder, "node_modules/.bin/madeleine"), "--help");
    expect(help).toContain("madeleine");
  });
});

describe("README.md and docs/", () => {
  it("show programs that are run here", () => {
    const files = new Set(PROGRAMS.map(({ place }) => place.replace(/:\d+$/, "")));
    expect([...files]).toEqual(expect.arrayContaining(["README.md", "docs/guide/index.md"]));
  });

  it("show programs that compile", { timeout: 2 * MINUTES }, async () => {
    const [node] = consumers();
    for (const { name, source } of PROGRAMS) installed.write(`${name}.ts`, `${source}\nexport {};\n`);
    const files = PROGRAMS.map(({ name }) => `${name}.ts`);
    if (node) installed.write("tsconfig.shown.json", tsconfigOf(node, files));
    await compile("tsconfig.shown.json");
  });

  it.each(PROGRAMS)(
    "show a program that runs, at $place",
    { timeout: 2 * MINUTES },
    async ({ name, source }) => {
      installed.write(`${name}.mjs`, transpiled(source));
      await installed.run(process.execPath, `${name}.mjs`);
    },
  );
});

/** Compiles with the TypeScript of this package. */
function compile(project: string): Promise<string> {
  const compiler = join(ROOT_FOLDER, "node_modules/typescript/bin/tsc");
  return installed.run(process.execPath, compiler, "--project", project);
}
