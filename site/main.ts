import { join, resolve } from "node:path";
import { buildSite } from "./build-site.ts";
import { deadLinks } from "./dead-links.ts";

/** `node build/site/main.js [FOLDER]`, from the repository's root: builds the site. */
const root = process.cwd();
const out = resolve(process.argv[2] ?? join(root, "build/docs"));
await buildSite({ root, out });
const dead = deadLinks(out);
process.stdout.write(
  dead.length === 0 ? `${join(out, "index.html")}\n` : `dead links:\n${dead.join("\n")}\n`,
);
process.exitCode = dead.length === 0 ? 0 : 1;
