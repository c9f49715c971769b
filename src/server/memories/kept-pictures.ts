import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";

/** Pictures written beside their places, which they take once they are to be kept. */
export interface IncomingPictures {
  /** Puts them in their places. */
  keep(): void;
  /** Removes those that weren't kept. */
  end(): void;
}

/** Writes pictures into a folder, on the disk but not under their names yet. */
export function writeIncoming(
  pictures: readonly { id: string; picture: Uint8Array }[],
  folder: string,
): IncomingPictures {
  const incoming = pictures.map(({ id }, i) => ({
    to: join(folder, id),
    from: join(folder, `.incoming-${i}`),
  }));
  for (const [i, { from }] of incoming.entries()) writeFileSync(from, pictures[i].picture, { flush: true });
  return {
    keep: () => {
      for (const { from, to } of incoming) renameSync(from, to);
      syncFolder(folder);
    },
    end: () => {
      for (const { from } of incoming) rmSync(from, { force: true });
    },
  };
}

/** The path of a file in a folder; undefined where it isn't there, or links lead out of the folder. */
export function pathWithin(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  const [real, root] = [realpathSync(path), realpathSync(folder)];
  return real.startsWith(root + sep) ? real : undefined;
}

/** Makes sure that what was renamed in a folder stays so when the power fails. */
export function syncFolder(folder: string): void {
  // Windows doesn't open folders, and keeps their order itself.
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
