import { posix } from "node:path";
import { escaped } from "./markdown.ts";

/** Parts of the site, each with pages of its own. */
export const sections = ["Guide", "Models", "Experiments", "Glossary", "About"] as const;

export type Section = (typeof sections)[number];

/** A page of the site, without what all have. */
export interface Page {
  /** From the site's folder: `guide/stores.html`. */
  readonly path: string;
  readonly section: Section;
  readonly title: string;
  /** As the list of its section's pages calls it. Default: the title. */
  readonly shortTitle?: string;
  readonly body: string;
}

/** A page as a whole document; its links are relative, so that it opens from a file too. */
export function framed(page: Page, pages: readonly Page[]): string {
  const to = (path: string): string => escaped(posix.relative(posix.dirname(page.path), path));
  const link = (path: string, text: string, current: boolean | "page"): string =>
    `<a href="${to(path)}"${current ? ` aria-current="${current}"` : ""}>${escaped(text)}</a>`;
  const heads = sections.flatMap((section) => {
    const first = pages.find((one) => one.section === section);
    return first ? [link(first.path, section, section === page.section)] : [];
  });
  heads.push(link("api/index.html", "API", false));
  const siblings = pages.filter(({ section }) => section === page.section);
  const list = siblings.map((one) => {
    return `<li>${link(one.path, one.shortTitle ?? one.title, one === page && "page")}</li>`;
  });
  const own = `<nav class="pages" aria-label="${page.section}"><ul>${list.join("")}</ul></nav>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escaped(page.title)} · Madeleine</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${to("style.css")}"></head>
<body><header><a class="name" href="${to("index.html")}">Madeleine</a><nav aria-label="Site">${heads.join("")}</nav></header>
<div class="columns">${siblings.length > 1 ? own : ""}<main>
${page.body}</main></div>
</body></html>
`;
}
