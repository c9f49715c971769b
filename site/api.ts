import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Application, PageEvent } from "typedoc";

/** The addresses of the API's pages, by the files that publish it: `src/zoo/index.ts` → `api/modules/madeleine_zoo.html`. */
export function apiPages(root: string): [file: string, path: string][] {
  return publicEntries(root).map(({ name, file }) => [file, `api/modules/${name.replaceAll("/", "_")}.html`]);
}

/** Writes the pages of everything that is published, from its types and their comments. */
export async function writeApi(root: string, out: string): Promise<void> {
  // What several entries publish belongs to a room rather than to the root.
  const entries = publicEntries(root).reverse();
  const names = entries.map(({ name }) => name);
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ file }) => join(root, file)),
    tsconfig: join(root, "site/tsconfig.json"),
    name: "Madeleine",
    readme: "none",
    disableSources: true,
    githubPages: false,
    hideGenerator: true,
    navigationLinks: { Guide: guide },
    customCss: join(root, "site/api.css"),
    logLevel: "Error",
    // The compiler has looked already.
    skipErrorChecking: true,
    validation: false,
  });
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = mended(page.contents ?? "", page.url);
  });
  const project = await app.convert();
  if (!project) throw new Error("writeApi: TypeDoc found errors in the source, which it has printed");
  // TypeDoc calls them by their files: "zoo", "zoo/index.node", "index.node".
  for (const module of project.children ?? []) {
    const path = module.name.replace(/(^|\/)index(?=$|\.)/, "").replace(/\.node$/, "/node");
    module.name = names.find((name) => name === `madeleine/${path}`) ?? "madeleine";
  }
  await app.generateDocs(project, out);
}

/** Stands for the first page of the site, which lies elsewhere from each page. */
const guide = "guide:";

/** A page of TypeDoc's with landmarks, and without links inside of what opens and closes. */
function mended(page: string, url: string): string {
  const permalink = /<a href="[^"]*" aria-label="Permalink" class="tsd-anchor-icon">.*?<\/a>/gs;
  return page
    .replace(/<summary.*?<\/summary>/gs, (summary) => summary.replace(permalink, ""))
    .replace(`<div class="container container-main">`, `<div class="container container-main" role="main">`)
    .replace(`<nav id="tsd-sidebar-links"`, `<nav id="tsd-sidebar-links" aria-label="Elsewhere"`)
    .replace(`href="${guide}"`, `href="${"../".repeat(url.split("/").length)}index.html"`);
}

/** The names that package.json publishes, with the source of each. */
function publicEntries(root: string): { name: string; file: string }[] {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, { default?: string; node?: { default: string } } | string>;
  };
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const built = typeof target === "string" ? undefined : (target.node?.default ?? target.default);
    if (!built) return [];
    return [
      { name: name + subpath.slice(1), file: built.replace("./dist/", "src/").replace(/\.js$/, ".ts") },
    ];
  });
}
