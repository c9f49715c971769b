import type { Command } from "commander";
import { type Salvage, salvageMemoryFile } from "../store/index.node.ts";
import { answer, answerJson } from "./output.ts";

interface Flags {
  into?: string;
  json?: true;
}

/** `madeleine repair`: saves what can be saved of a damaged memory. */
export function configure(command: Command): void {
  command
    .argument("<file>", "the damaged memory; it stays as it is")
    .option("--into <file>", "the memory to write (default: <file>.repaired.memory)")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample: madeleine repair photos.memory --into saved.memory")
    .action(run);
}

function run(file: string, { into = `${file.replace(/\.memory$/, "")}.repaired.memory`, json }: Flags): void {
  const salvage = salvageMemoryFile(file, into);
  if (json) answerJson({ file: into, ...salvage });
  else for (const line of summaryOf(into, salvage)) answer(line);
}

/** So many names are told. */
const MOST_NAMES = 5;

function summaryOf(into: string, { items, lostItems, lostIds, blobs, lostBlobs }: Salvage): string[] {
  const saved = `${into}: ${items} items saved${blobs.length > 0 ? `, with ${named(blobs)}` : ""}`;
  const lost = lostItems === undefined ? "  how many are lost can't be told" : `  ${lostItems} items lost`;
  const names = lostIds.length > 0 ? `, among them ${named(lostIds)}` : "";
  const whole = lostItems === 0 && lostBlobs.length === 0;
  if (whole) return [saved, "  nothing is lost"];
  return [saved, lost + names, ...(lostBlobs.length > 0 ? [`  lost beside them: ${named(lostBlobs)}`] : [])];
}

function named(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return names.slice(0, MOST_NAMES).join(", ") + more;
}
