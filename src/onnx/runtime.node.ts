import { createRequire } from "node:module";

/** Where a package's code lies, as `require.resolve` tells it. */
export type Resolve = (name: string) => string;

const PACKAGE = "onnxruntime-node";

/**
 * The file that `require("onnxruntime-node")` would load. The package is optional: it weighs 290 MB.
 * @throws Error where it isn't installed, with the line that installs it.
 */
export function findOnnxRuntime(resolve: Resolve = createRequire(import.meta.url).resolve): string {
  try {
    return resolve(PACKAGE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      `${PACKAGE} is not installed: run \`npm install ${PACKAGE}\` (with --ignore-scripts if you like: its ` +
        "install script only fetches what a graphics card needs)",
      { cause: error },
    );
  }
}
