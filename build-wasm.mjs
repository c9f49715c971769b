/**
 * Compiles src/math/wasm/kernels.as.ts (AssemblyScript) into src/math/wasm/kernels.wasm.ts: the module's bytes as a
 * base64 string, so that the library needs no file or network to start. The same source gives the same bytes.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = new URL("src/math/wasm/", import.meta.url);
const target = new URL("kernels.wasm.ts", folder);

let bytes;
const { error, stderr } = await asc.main(
  [
    "kernels.as.ts",
    ...["--outFile", "kernels.wasm"],
    ...["--runtime", "stub"],
    ...["--enable", "simd"],
    ...["--importMemory", "--noExportMemory", "--noAssert", "--converge"],
    ...["--optimizeLevel", "3", "--shrinkLevel", "0"],
  ],
  {
    readFile: (name) => {
      const path = new URL(name, folder);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile: (name, content) => {
      if (name === "kernels.wasm") bytes = content;
    },
    listFiles: () => [],
  },
);
if (error) {
  process.stderr.write(`${stderr}${error.message}\n`);
  process.exit(1);
}

const text = `/** The compiled kernels, written by build-wasm.mjs from kernels.as.ts; don't edit. */
export const kernelsWasm: string =
  "${Buffer.from(bytes).toString("base64")}";
`;
if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
process.stderr.write(`${fileURLToPath(target)}: ${bytes.length} bytes of wasm\n`);
