import { type Html, html } from "./html.ts";

/**
 * A bar of `share` ∈ [0, 1] of the place it is put in, at any width. Hidden from readers of the screen: its number
 * stands beside it.
 * @param kind "rest": paler, for what is left over.
 */
export function bar(share: number, kind: "item" | "rest" = "item"): Html {
  return html`<svg class="bar" height="8" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="8" rx="4"/><rect class="fill ${kind}" width="${percentOf(share)}%" height="8" rx="4"/></svg>`;
}

/** A bar with a mark at `mark` ∈ [0, 1], which the value has to reach. */
export function gauge(
  value: number,
  mark: number,
  { id, title, description }: { id: string; title: string; description: string },
): Html {
  return html`<svg class="gauge" height="28" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<rect class="track" y="8" width="100%" height="12" rx="6"/><rect class="fill" y="8" width="${percentOf(value)}%" height="12" rx="6"/>
<line class="mark" x1="${percentOf(mark)}%" x2="${percentOf(mark)}%" y1="2" y2="26"/></svg>`;
}

/** A number from 0 to 100 with at most two decimals. */
function percentOf(share: number): number {
  return Math.round(1e4 * Math.min(1, Math.max(0, share || 0))) / 100;
}
