import { openSource, type Source } from "../bank/index.node.ts";
import type { Origin } from "../bank/index.ts";
import { remark } from "./output.ts";
import { stages } from "./progress.ts";
import { requireNoAddress } from "./store-flag.ts";

/** Opens a folder or file, with a progress bar for what takes long, and names what had to be skipped. */
export async function openWithProgress(from: string, weights?: string): Promise<Source> {
  requireNoAddress(from);
  const bar = stages();
  const source = await openSource(from, { network: { weights }, onProgress: bar.update }).finally(bar.end);
  tellSkipped(source);
  return source;
}

/** Names the files that couldn't be read, and counts them. */
export function tellSkipped({
  memory,
  origin,
}: {
  memory: { size: number };
  origin: Origin | undefined;
}): void {
  const skipped = origin?.skipped ?? [];
  for (const { path, reason } of skipped)
    remark(`skipped ${reason.startsWith(path) ? reason : `${path}: ${reason}`}`);
  if (skipped.length > 0) remark(`${skipped.length} of ${skipped.length + memory.size} files skipped`);
}
