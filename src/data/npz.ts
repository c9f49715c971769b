import { type Zippable, zipSync } from "fflate";
import { unpackedLimit } from "./gzip.ts";
import { readNpy, writeNpy } from "./npy.ts";
import type { NumericArray } from "./numeric-array.ts";
import { unzipped } from "./zip-archive.ts";

const suffix = ".npy";

/** The date in every entry, so that the same arrays give the same bytes: the first that zip can hold. */
const entryDate = new Date(1980, 0, 1, 12);

/**
 * Reads a NumPy .npz archive (a zip of .npy files, as `np.savez` and `np.savez_compressed` write it) into arrays
 * by name, in the archive's order. What an array may hold: see {@link readNpy}.
 * @param name names the file in errors.
 */
export function readNpz(bytes: Uint8Array, name = "npz"): Map<string, NumericArray> {
  const arrays = new Map<string, NumericArray>();
  for (const [path, content] of unzipped(bytes, name)) {
    if (!path.endsWith(suffix)) {
      throw new Error(`${name}: holds ${path}, which is no .npy array; save the arrays alone with np.savez`);
    }
    arrays.set(path.slice(0, -suffix.length), readNpy(content, `${name}: ${path}`));
  }
  return arrays;
}

/**
 * Writes an .npz archive of float32 arrays that `np.load` opens; the same entries give the same bytes.
 * @param options.compress deflates the arrays (default: stored as they are, like `np.savez`).
 */
export function writeNpz(
  entries: Iterable<readonly [name: string, array: NumericArray]>,
  options: { compress?: boolean } = {},
): Uint8Array {
  const files: Zippable = {};
  let total = 0;
  for (const [name, array] of entries) {
    const path = name + suffix;
    if (Object.hasOwn(files, path))
      throw new Error(`writeNpz: two arrays are named ${JSON.stringify(name)}; rename one`);
    const file = writeNpy(array);
    total += file.length;
    if (total > unpackedLimit) {
      throw new Error(
        `writeNpz: the arrays take more than ${unpackedLimit} bytes, the most that is read back; save in parts`,
      );
    }
    files[path] = file;
  }
  return zipSync(files, { level: options.compress ? 6 : 0, mtime: entryDate });
}
