import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** The links of a folder of pages that lead to no file of it, or to no place on the page they name: `page → link`. */
export function deadLinks(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  const ids = new Map<string, ReadonlySet<string>>();
  const idsOf = (page: string): ReadonlySet<string> => {
    const found = ids.get(page) ?? new Set(attributes(readFileSync(join(folder, page), "utf8"), "id"));
    ids.set(page, found);
    return found;
  };
  return files
    .filter((name) => name.endsWith(".html"))
    .flatMap((page) => {
      const text = readFileSync(join(folder, page), "utf8");
      const links = [...attributes(text, "href"), ...attributes(text, "src")];
      return links.filter((link) => !leads(link, page)).map((link) => `${page} → ${link}`);
    });

  function leads(link: string, page: string): boolean {
    if (/^[a-z]+:/i.test(link)) return true;
    const [path, hash = ""] = link.split("#");
    const target = path === "" ? page : posix.join(posix.dirname(page), decodeURIComponent(path));
    const file = join(folder, target);
    if (!existsSync(file) || !statSync(file).isFile()) return false;
    return hash === "" || !target.endsWith(".html") || idsOf(target).has(decodeURIComponent(hash));
  }
}

function attributes(markup: string, name: string): string[] {
  const found = markup.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"));
  return [...found].map(([, value]) =>
    value.replaceAll("&amp;", "&").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
  );
}
