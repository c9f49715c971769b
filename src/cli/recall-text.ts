import { pathOfItem, type Source } from "../bank/index.node.ts";
import type { Answer, RecalledItem } from "../bank/index.ts";

/** As many parts of a blend are named in words. */
const namedParts = 8;

/** The answer to one cue, in words. */
export function recallText(cue: string, found: Answer, source: Source): string {
  const text = foundText(cue, found, source);
  return found.certified ? text : `${text}\n  searched approximately: not certified, others may be nearer`;
}

function foundText(cue: string, found: Answer, { memory, origin }: Source): string {
  const { outcome, items, note } = found;
  const [best, runnerUp] = items;
  const path = ({ id }: RecalledItem): string => pathOfItem(id, origin);
  const strangers =
    memory.calibration && `${percent(memory.calibration.falseRecallRate)} of strangers would pass`;
  if (outcome === "unknown") {
    if (!best) return `${cue}: not in this memory, which is empty`;
    const closest = `closest: ${path(best)}  (similarity ${best.similarity.toFixed(3)})`;
    return [`${cue}: not in this memory`, `  ${closest}`, ...(note ? [`  ${note}`] : [])].join("\n");
  }
  if (outcome === "blend") {
    const parts = items.filter(({ weight }) => weight > 0);
    const lines = parts.slice(0, namedParts).map((item) => `  ${percent(item.weight)} ${path(item)}`);
    if (parts.length > namedParts)
      lines.push(`  and ${parts.length - namedParts} more (--json names them all)`);
    return [`${cue}: a blend of ${parts.length} pictures that it can't tell apart`, ...lines].join("\n");
  }
  const sure = best.confidence === null ? "" : `, ${percent(best.confidence)} sure; ${strangers}`;
  const lines = [`${cue}: ${path(best)}  (similarity ${best.similarity.toFixed(3)}${sure})`];
  if (runnerUp) lines.push(`  runner-up: ${path(runnerUp)}  (similarity ${runnerUp.similarity.toFixed(3)})`);
  return lines.join("\n");
}

/** The answer to one cue, as `--json` has it. */
export function jsonOf(cue: string, found: Answer, { origin }: Source): object {
  const { outcome, confidence, items, steps, termination, energies, certified, note } = found;
  return {
    cue,
    outcome,
    confidence,
    items: items.map(({ id, ...rest }) => ({ path: pathOfItem(id, origin), ...rest })),
    steps: steps.length,
    termination,
    energies,
    certified,
    ...(note && { note }),
  };
}

/** `0.0123` as `1.2 %`; shares near 1 keep a digit that tells them from it. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value > 99.9 && value < 100 ? "> 99.9" : Number(value.toFixed(1))} %`;
}
