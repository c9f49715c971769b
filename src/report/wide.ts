import { type Content, type Html, html } from "./html.ts";

/** What may be wider than a phone: it scrolls by itself, by keyboard too. `label` says what it is to those who listen. */
export function wide(label: string, content: Content): Html {
  return html`<div class="wide" tabindex="0" role="group" aria-label="${label}">${content}</div>`;
}
