/**
 * Compiles AssemblyScript into TypeScript that holds the modules' bytes as base64 strings, so that the library needs no
 * file or network to start. The same source gives the same bytes.
 *
 * - src/math/wasm/kernels.as.ts: twice, with fused multiplication and addition (relaxed vectors), and plain.
 * - src/engine/wasm/optimise.as.ts: once, with a memory of its own.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const SHARED = ["--noExportMemory", "--sharedMemory", "--memoryBase", "8192"];

async function compile({ folder, source, features, memory }) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      source,
      ...["--outFile", "module.wasm"],
      ...["--runtime", "stub"],
      ...features.flatMap((name) => ["--enable", name]),
      ...["--importMemory", "--maximumMemory", "65536", ...memory],
      ...["--noAssert", "--converge"],
      ...["--optimizeLevel", "3", "--shrinkLevel", "0"],
    ],
    {
      readFile: (name) => {
        const path = new URL(name, folder);
        return existsSync(path) ? readFileSync(path, "utf8") : null;
      },
      writeFile: (name, content) => {
        if (name === "module.wasm") bytes = content;
      },
      listFiles: () => [],
    },
  );
  if (error) {
    process.stderr.write(`${stderr}${error.message}\n`);
    process.exit(1);
  }
  return bytes;
}

/** Where the limits of the imported memory begin: after the names "env" and "memory" and the byte of a memory. */
function limitsAt(bytes) {
  const names = Buffer.from("\x03env\x06memory\x02\x03", "latin1");
  const at = Buffer.from(bytes).indexOf(names);
  if (at < 0) throw new Error("the module imports no shared memory");
  return at + names.length - 1;
}

/** src/math/wasm/module.ts leaves the kernels this many bytes for their tables. */
function checkTables(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  if (exports.tablesEnd() > 32768) throw new Error(`the kernels' tables end at ${exports.tablesEnd()}`);
}

function write(target, text, sizes) {
  if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
  process.stderr.write(`${fileURLToPath(target)}: ${sizes.join(" and ")} bytes of wasm\n`);
}

async function writeKernels() {
  const folder = new URL("src/math/wasm/", import.meta.url);
  const module = { folder, source: "kernels.as.ts", memory: SHARED };
  const plain = await compile({ ...module, features: ["simd", "threads"] });
  const fused = await compile({ ...module, features: ["simd", "threads", "relaxed-simd"] });
  checkTables(plain);
  const text = `/** The compiled kernels, written by build-wasm.mjs from kernels.as.ts; don't edit. */
export const kernelsWasm: { plain: string; plainLimitsAt: number; fused: string; fusedLimitsAt: number } = {
  plainLimitsAt: ${limitsAt(plain)},
  fusedLimitsAt: ${limitsAt(fused)},
  plain:
    "${Buffer.from(plain).toString("base64")}",
  fused:
    "${Buffer.from(fused).toString("base64")}",
};
`;
  write(new URL("kernels.wasm.ts", folder), text, [plain.length, fused.length]);
}

async function writeOptimisers() {
  const folder = new URL("src/engine/wasm/", import.meta.url);
  const bytes = await compile({ folder, source: "optimise.as.ts", memory: [], features: ["simd"] });
  const text = `/** The compiled optimisers, written by build-wasm.mjs from optimise.as.ts; don't edit. */
export const optimiseWasm: string =
  "${Buffer.from(bytes).toString("base64")}";
`;
  write(new URL("optimise.wasm.ts", folder), text, [bytes.length]);
}

await writeKernels();
await writeOptimisers();
