import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";

/** What the numbers depend on, besides the code. */
export interface Machine {
  readonly node: string;
  readonly system: string;
  readonly processor: string | undefined;
  readonly processors: number;
  readonly memoryGiB: number;
  readonly torch: readonly Pick<Torch, "version" | "blas" | "threads">[];
}

/** This machine, and the peers that run on it. */
export function machineOf(torches: readonly Torch[]): Machine {
  return {
    node: process.version,
    system: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model,
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    torch: torches.map(({ version, blas, threads }) => ({ version, blas, threads })),
  };
}

/** One line for the machine and one for every PyTorch. */
export function machineText({ node, system, processor, processors, memoryGiB, torch }: Machine): string {
  const peers = torch.map(
    ({ version, blas, threads }) => `torch ${version}, ${blas}, ${threadsText(threads)}`,
  );
  const machine = `${processor ?? "processor unknown"}, ${processors} of them, ${memoryGiB} GiB, ${system}, Node ${node}`;
  return `${[machine, ...peers].join("\n")}\n`;
}
