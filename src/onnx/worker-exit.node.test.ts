import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "madeleine-onnx-exit-"));

/** The room as JavaScript: Node 20 doesn't run TypeScript. */
beforeAll(() => {
  const source = fileURLToPath(new URL(".", import.meta.url));
  for (const name of readdirSync(source).filter((file) => !file.endsWith(".test.ts"))) {
    const target = join(folder, name.replace(/\.ts$/, ".js"));
    writeFileSync(target, scriptOf(readFileSync(join(source, name), "utf8")));
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(
    fileURLToPath(new URL("../../node_modules", import.meta.url)),
    join(folder, "node_modules"),
    "junction",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function scriptOf(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** Squares matrices; `square(2000)` takes some 100 ms. */
const PROGRAM = `
  import { encodeModel } from "./index.js";
  import { openOnnxWorker } from "./index.node.js";
  const type = { type: "float32", shape: ["n", "n"] };
  const nodes = [{ operator: "MatMul", inputs: ["x", "x"], outputs: ["y"] }];
  const worker = await openOnnxWorker();
  const session = await worker.load(encodeModel({ inputs: { x: type }, outputs: { y: type }, nodes }));
  const square = async (n) => {
    const matrix = () => ({ data: new Float32Array(n * n), shape: [n, n] });
    await session.run({ x: matrix() }, { y: matrix() });
  };
  await square(2);
  const busy = () => { for (let i = 0; i < 8; i++) square(2000).catch(() => {}); };
`;

it.each([
  ["ends with a worker at rest", "", 0],
  ["ends only once the worker has answered", `square(2000).then(() => process.exit(5));`, 5],
  ["can be ended while the worker computes", "busy(); setTimeout(() => process.exit(4), 120);", 4],
  ["can fail while the worker computes", `busy(); setTimeout(() => { throw new Error("oh"); }, 120);`, 1],
  ["can close the worker while it computes", "busy(); setTimeout(() => worker.close(), 120);", 0],
])("a program %s", (_, source, status) => {
  writeFileSync(join(folder, "program.js"), PROGRAM + source);
  const ended = spawnSync(process.execPath, ["program.js"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status: ended.status, signal: ended.signal }, ended.stderr).toEqual({ status, signal: null });
});
