import type { Answer } from "../bank/index.ts";

/** The answer to one cue, in words. */
export function recallText(cue: string, { outcome, items }: Answer): string {
  const [best, runnerUp] = items;
  if (outcome === "blend") {
    const parts = items.filter(({ weight }) => weight > 0.1);
    return [`${cue}: a blend of ${parts.length} pictures`, ...parts.map(({ path }) => `  ${path}`)].join(
      "\n",
    );
  }
  const lines = [`${cue}: ${best.path}  (similarity ${best.similarity.toFixed(3)})`];
  if (runnerUp) lines.push(`  runner-up: ${runnerUp.path}  (similarity ${runnerUp.similarity.toFixed(3)})`);
  return lines.join("\n");
}
