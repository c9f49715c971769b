import { statSync } from "node:fs";
import { describeMemory, openMemory } from "../../bank/index.node.ts";
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
  /**
   * Hands the memory in a file to `use`: read again where another process has changed the file, or put another one in its
   * place. It isn't closed before `use` is done with it.
   */
  use<T>(path: string, use: (open: OpenFile) => T | Promise<T>): Promise<T>;
  /** As `use`, for the one whose turn it is to change the file. */
  change<T>(path: string, use: (open: OpenFile) => T | Promise<T>): Promise<T>;
  /** Lets go of a memory's file, once nobody uses it. */
  close(path: string): Promise<void>;
  closeAll(): Promise<void>;
}

interface Held extends OpenFile {
  /** The file as it was read, or as our own last change has left it. */
  state: string;
  readonly uses: Set<Promise<unknown>>;
}

/** No file is in it. */
const unknownState = "";

export function createOpenFiles({
  files = 64,
  numbers = 2 ** 28,
  inUse = () => false,
  weights,
}: OpenFileLimits = {}): OpenFiles {
  // A map keeps the order in which its keys were set.
  const held = new Map<string, Held>();
  const closing = new Set<Promise<void>>();
  const close = (path: string): Promise<void> => {
    const found = held.get(path);
    if (!found) return Promise.resolve();
    held.delete(path);
    const closed = Promise.allSettled(found.uses).then(() => found.memory.close());
    closing.add(closed);
    const forget = (): void => void closing.delete(closed);
    closed.then(forget, forget);
    return closed;
  };
  const makeRoom = (): void => {
    const sizeOf = ({ memory: { patterns } }: Held): number => patterns.rows * patterns.columns;
    for (const oldest of [...held.keys()].slice(0, -1)) {
      const total = [...held.values()].reduce((sum, one) => sum + sizeOf(one), 0);
      if (held.size <= files && total <= numbers) return;
      if (!inUse(oldest)) close(oldest);
    }
  };
  const take = (path: string, isOwnTurn: boolean): Held => {
    const state = stateOf(path);
    let found = held.get(path);
    // While it is being changed here, the file isn't what it will be.
    if (found && found.state !== state && (isOwnTurn || !inUse(path))) {
      close(path);
      found = undefined;
    }
    found ??= { ...openMemory(path, { weights }), state, uses: new Set() };
    held.delete(path);
    held.set(path, found);
    makeRoom();
    return found;
  };
  const used = async <T>(found: Held, use: (open: OpenFile) => T | Promise<T>): Promise<T> => {
    const running = (async () => use(found))();
    found.uses.add(running);
    try {
      return await running;
    } finally {
      found.uses.delete(running);
    }
  };
  return {
    use: async (path, use) => used(take(path, false), use),
    change: async (path, use) => {
      const found = take(path, true);
      found.state = unknownState;
      const result = await used(found, use);
      const state = stateOf(path);
      // Another process may have changed it between ours and now, or before ours.
      if (describeMemory(path).items === found.memory.size) found.state = state;
      return result;
    },
    close,
    closeAll: async () => {
      for (const path of held.keys()) close(path);
      await Promise.all(closing);
    },
  };
}

/** Which file a path leads to, and what was last written to it or to its log. */
function stateOf(path: string): string {
  const parts = [path, `${path}-wal`].map((part) => {
    const stat = statSync(part, { throwIfNoEntry: false, bigint: true });
    return stat ? `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}` : "none";
  });
  return parts.join(", ");
}
