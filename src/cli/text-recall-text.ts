import { pathOfItem, type Source } from "../bank/index.node.ts";
import type { TextAnswer } from "../bank/index.ts";
import { jsonOf, percent } from "./recall-text.ts";

/** As many pictures that share a caption are named in words. */
const namedParts = 8;

/** The answer to a text, in words. */
export function textRecallText(cue: string, found: TextAnswer, { memory, origin }: Source): string {
  const { outcome, items, nearest, captions } = found;
  const path = (id: string): string => pathOfItem(id, origin);
  if (outcome === "unknown") {
    const count = memory.captions?.captions.length ?? 0;
    const lines = [
      `"${cue}": no file, and none of this memory's ${count} captions`,
      "  a text is an exact association, not a search",
    ];
    for (const { text, id } of nearest) lines.push(`  nearest in wording: "${text}"  (${path(id)})`);
    return lines.join("\n");
  }
  if (outcome === "blend") {
    const lines = items.slice(0, namedParts).map(({ id, weight }) => `  ${percent(weight)} ${path(id)}`);
    if (items.length > namedParts)
      lines.push(`  and ${items.length - namedParts} more (--json names them all)`);
    return [`"${cue}": the caption of ${items.length} pictures, so a blend of them`, ...lines].join("\n");
  }
  return [
    `"${cue}": ${path(items[0].id)}`,
    `  by its caption "${captions[0].text}", an exact association`,
  ].join("\n");
}

/** The answer to a text, as `--json` has it. */
export function textJsonOf(cue: string, found: TextAnswer, source: Source): object {
  const named = ({ id, text }: { id: string; text: string }): { path: string; caption: string } => {
    return { path: pathOfItem(id, source.origin), caption: text };
  };
  return {
    ...jsonOf(cue, found, source),
    text: true,
    captions: found.captions.map(named),
    nearest: found.nearest.map(({ alike, ...caption }) => ({ ...named(caption), alike })),
  };
}
