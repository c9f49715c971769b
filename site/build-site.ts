import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { apiPages, writeApi } from "./api.ts";
import { framed, type Page, type Section } from "./frame.ts";
import { renderMarkdown } from "./markdown.ts";
import { modelPages } from "./model-pages.ts";

export interface SiteOptions {
  /** The repository's root folder, whose texts and sources the site is made of. */
  readonly root: string;
  /** What is there is replaced. */
  readonly out: string;
  /** Whether the API's pages are made too, which takes most of the time; links to them are there anyhow. Default: true. */
  readonly api?: boolean;
}

/** A text to render: a file of the repository, or written for the site. */
interface Source {
  /** From the root; links in the text are relative to it. */
  readonly file: string;
  readonly path: string;
  readonly section: Section;
  readonly markdown: string;
  readonly shortTitle?: string;
}

/**
 * Writes the site: every page stands alone, so that it opens from the disk as from a server.
 * @throws Error for a link in a text that leads to nothing of the site, and for a text of docs/ that has no place in it.
 */
export async function buildSite({ root, out, api = true }: SiteOptions): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const sources = [...textSources(root), ...modelSources(root)];
  requireAll(root, sources);
  const addresses = new Map([...sources.map(({ file, path }) => [file, path] as const), ...apiPages(root)]);
  const pages = sources.map((source) => pageOf(source, { root, out, addresses }));
  for (const page of pages) writeText(join(out, page.path), framed(page, pages));
  copyFileSync(join(root, "site/style.css"), join(out, "style.css"));
  if (api) await writeApi(root, join(out, "api"));
}

function textSources(root: string): Source[] {
  const source = (section: Section, file: string, path: string): Source => {
    return { section, file, path, markdown: readFileSync(join(root, file), "utf8") };
  };
  const under = (folder: string, pattern: RegExp): string[] =>
    readdirSync(join(root, folder))
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .sort();
  return [
    source("Guide", "docs/guide/index.md", "index.html"),
    ...guide.map((name) => source("Guide", `docs/guide/${name}.md`, `guide/${name}.html`)),
    ...under("docs", /^(experiments.*)\.md$/).map((name) =>
      source("Experiments", `docs/${name}.md`, `${name}.html`),
    ),
    source("Glossary", "docs/glossary.md", "glossary.html"),
    source("About", "ARCHITECTURE.md", "about/architecture.html"),
    source("About", "docs/stores.md", "about/stores.html"),
    source("About", "CHANGELOG.md", "about/changelog.html"),
    source("About", "CONTRIBUTING.md", "about/contributing.html"),
  ];
}

function requireAll(root: string, sources: readonly Source[]): void {
  const known = new Set(sources.map(({ file }) => file));
  for (const name of readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })) {
    const file = `docs/${name.replaceAll("\\", "/")}`;
    if (!file.endsWith(".md") || known.has(file)) continue;
    throw new Error(`${file}: has no place on the site; give it one in site/build-site.ts`);
  }
}

/** The chapters of the guide, in the order in which they are read. */
const guide = [
  "settings",
  "not-here",
  "codecs",
  "stores",
  "bags",
  "classes",
  "forecasts",
  "server",
  "agents",
] as const;

function modelSources(root: string): Source[] {
  return modelPages(root).map(({ path, markdown, shortTitle }) => {
    const file =
      path === "models/index.html" ? "models.md" : path.replace(/^models\/(.*)\.html$/, "src/zoo/$1.ts");
    return { file, path, section: "Models", markdown, shortTitle };
  });
}

interface Place {
  readonly root: string;
  readonly out: string;
  /** The site's pages by the files that they show. */
  readonly addresses: ReadonlyMap<string, string>;
}

function pageOf({ file, path, section, markdown, shortTitle }: Source, place: Place): Page {
  const { title, body } = renderMarkdown(markdown, (written) => addressOf(written, { file, path }, place));
  return { path, section, title, body, ...(shortTitle && { shortTitle }) };
}

/** Where a link or picture of a text leads on the site: to the page of the file it names; pictures are copied. */
function addressOf(written: string, from: { file: string; path: string }, place: Place): string {
  if (/^([a-z]+:|#)/i.test(written)) return written;
  const [target, hash] = written.split("#");
  const file = target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(from.file), target);
  const address = place.addresses.get(file) ?? copiedPicture(file, place);
  if (address === undefined)
    throw new Error(`${from.file}: links to ${written}, which is nothing of the site`);
  return posix.relative(posix.dirname(from.path), address) + (hash === undefined ? "" : `#${hash}`);
}

function copiedPicture(file: string, { root, out }: Place): string | undefined {
  if (!/\.(png|svg)$/.test(file) || !existsSync(join(root, file))) return undefined;
  const address = `pictures/${basename(file)}`;
  mkdirSync(join(out, "pictures"), { recursive: true });
  copyFileSync(join(root, file), join(out, address));
  return address;
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
