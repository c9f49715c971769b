import { join } from "node:path";
import { isNodeName, publicNames, ROOT_FOLDER } from "./manifest.ts";

/** A TypeScript project that uses the package, one way among those that users have. */
export interface Consumer {
  readonly name: string;
  /** The public names it imports. */
  readonly imports: readonly string[];
  readonly compilerOptions: Readonly<Record<string, unknown>>;
}

const NODE = { module: "NodeNext", moduleResolution: "NodeNext", types: ["node"] };
const BUNDLER = { module: "ESNext", moduleResolution: "Bundler", types: [] };

/** On Node, in a page, and somewhere with neither Node's nor the page's types. */
export function consumers(): Consumer[] {
  const names = publicNames();
  const page = names.filter((name) => !isNodeName(name));
  return [
    { name: "node", imports: names, compilerOptions: { ...NODE, lib: ["ES2022"] } },
    { name: "page", imports: page, compilerOptions: { ...BUNDLER, lib: ["ES2022", "DOM"] } },
    { name: "bare", imports: page, compilerOptions: { ...BUNDLER, lib: ["ES2022"] } },
  ];
}

/** A program that imports everything a consumer may import, values and types. */
export function programOf({ imports }: Consumer): string {
  const lines = imports.map((name, i) => `import * as room${i} from "${name}";`);
  const rooms = imports.map((_, i) => `room${i}`).join(", ");
  return `${lines.join("\n")}\nexport const rooms: readonly object[] = [${rooms}];\n`;
}

/** The tsconfig.json of a consumer: strict, and with the package's declarations checked too. */
export function tsconfigOf({ compilerOptions }: Consumer, files: readonly string[]): string {
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  const typeRoots = [join(ROOT_FOLDER, "node_modules/@types")];
  return JSON.stringify({
    compilerOptions: { target: "ES2022", ...strict, typeRoots, ...compilerOptions },
    files,
  });
}
