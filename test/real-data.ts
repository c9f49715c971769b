import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where real data sets lie: `MADELEINE_DATA`, or `../shared/data` beside the repository. */
const root: string =
  process.env.MADELEINE_DATA || fileURLToPath(new URL("../../shared/data", import.meta.url));

/** The full path of a file or folder of real data, such as `"mnist/t10k-images-idx3-ubyte.gz"`; undefined where absent. */
export function realData(path: string): string | undefined {
  const full = join(root, path);
  return existsSync(full) ? full : undefined;
}
