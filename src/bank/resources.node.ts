import { nodeResources } from "../codecs/index.node.ts";
import { weightsFolders } from "./cache-folder.node.ts";
import type { ResourcesFor } from "./description.ts";

/**
 * Looks for weights in a folder, then where they were when the memory was made, then in the usual ones; only the very
 * same weights do.
 */
export function resourcesOf(folder: string | undefined): ResourcesFor {
  return (weights) =>
    nodeResources({ folders: weightsFolders([folder, ...(weights?.folders ?? [])]), sums: weights?.sums });
}
