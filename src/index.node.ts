import { openMemory, type RememberOptions, rememberFolder, saveMemory } from "./bank/index.node.ts";
import { Memory as PlainMemory } from "./bank/index.ts";

export {
  type Answer,
  type Calibration,
  type Cue,
  calibrate,
  calibrateVectors,
  type RecallOptions,
  runTrials,
} from "./bank/index.ts";
export { retrieve } from "./memory/index.ts";

/** An associative memory: see `Memory` of `madeleine/bank`. */
export type Memory = PlainMemory;

/** Ways to a memory. In the page there is `create` alone; files and folders need Node. */
export const Memory: {
  /** A memory of pictures or vectors by name, not calibrated yet. */
  create: typeof PlainMemory.create;
  /** The memory in a `.memory` file. Throws an Error in one plain line where there is none. */
  open(path: string): Promise<Memory>;
  /** A calibrated memory of the pictures in a folder, subfolders included; names are paths relative to it. */
  ofFolder(folder: string, options?: RememberOptions): Promise<Memory>;
  /** Keeps a memory in a file, replacing the one that is there whole or not at all. */
  save(memory: Memory, path: string): Promise<void>;
} = {
  create: PlainMemory.create,
  open: async (path) => openMemory(path).memory,
  ofFolder: async (folder, options) => (await rememberFolder(folder, options)).memory,
  save: async (memory, path) => saveMemory(path, memory),
};
