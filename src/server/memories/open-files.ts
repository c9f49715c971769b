import { statSync } from "node:fs";
import { openMemory } from "../../bank/index.node.ts";
import type { Memory, Origin } from "../../bank/index.ts";

/** A memory that is held ready. */
export interface OpenFile {
  readonly memory: Memory;
  readonly origin: Origin | undefined;
}

export interface OpenFileLimits {
  /** How many memories are held at most. Default: 64. */
  readonly files?: number;
  /** How many numbers their patterns have together. Default: 2²⁸, which take 1 GiB. */
  readonly numbers?: number;
  /** Whether a file is being changed, so that it isn't let go of. */
  readonly inUse?: (path: string) => boolean;
  /** The folder that holds the weights of memories' networks, where they aren't where they were. */
  readonly weights?: string | undefined;
}

/** Memories held ready by their files, the ones asked for last. */
export interface OpenFiles {
  /** The memory in a file; read again where another file has taken its place. */
  open(path: string): Promise<OpenFile>;
  /** Lets go of a memory's file. */
  close(path: string): Promise<void>;
  closeAll(): Promise<void>;
}

interface Held extends OpenFile {
  /** Which file it is. */
  readonly file: string;
}

export function createOpenFiles({
  files = 64,
  numbers = 2 ** 28,
  inUse = () => false,
  weights,
}: OpenFileLimits = {}): OpenFiles {
  // A map keeps the order in which its keys were set.
  const held = new Map<string, Held>();
  const close = async (path: string): Promise<void> => {
    const found = held.get(path);
    held.delete(path);
    await found?.memory.close();
  };
  const makeRoom = async (): Promise<void> => {
    const sizeOf = ({ memory: { patterns } }: Held): number => patterns.rows * patterns.columns;
    for (const oldest of [...held.keys()].slice(0, -1)) {
      const total = [...held.values()].reduce((sum, one) => sum + sizeOf(one), 0);
      if (held.size <= files && total <= numbers) return;
      if (!inUse(oldest)) await close(oldest);
    }
  };
  return {
    open: async (path) => {
      const file = identityOf(path);
      let found = held.get(path);
      if (found && found.file !== file) await close(path);
      found = found?.file === file ? found : { ...openMemory(path, { weights }), file };
      held.delete(path);
      held.set(path, found);
      await makeRoom();
      return found;
    },
    close,
    closeAll: async () => {
      for (const path of [...held.keys()]) await close(path);
    },
  };
}

/** Which file a path leads to: another one may take its place. */
function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev} ${stat.ino} ${stat.birthtimeNs}` : "none";
}
