import { type Html, html } from "./html.ts";

/** A name whose folders are paler than its last part. It keeps its own direction and breaks anywhere. */
export function nameView(name: string): Html {
  const end = folderLength(name);
  const folders = end > 0 ? html`<span class="folder">${name.slice(0, end)}</span>` : "";
  return html`<bdi class="name">${folders}${name.slice(end)}</bdi>`;
}

/** The last part of a name, as text. */
export function shortName(name: string): string {
  return name.slice(folderLength(name));
}

function folderLength(name: string): number {
  const last = name.length - 2;
  return Math.max(name.lastIndexOf("/", last), name.lastIndexOf("\\", last)) + 1;
}
