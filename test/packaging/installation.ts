import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT_FOLDER } from "./manifest.ts";

/** The package as npm would publish it. */
export interface Tarball {
  readonly path: string;
  /** The paths inside, from the package's root. */
  readonly files: readonly string[];
  readonly unpackedSize: number;
}

/** A folder of its own in which the package was installed from its tarball. */
export interface Installation {
  readonly folder: string;
  readonly tarball: Tarball;
  /** Writes a file into the folder. */
  write(name: string, text: string): void;
  /** Runs a program in the folder and gives what it wrote to stdout; fails with all its output. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  remove(): void;
}

/** Packs the package and installs it, without running any install script. */
export async function install(): Promise<Installation> {
  if (!existsSync(join(ROOT_FOLDER, "dist"))) throw new Error("dist/ is missing: run npm run build first");
  const folder = mkdtempSync(join(tmpdir(), "madeleine-installed-"));
  const tarball = await pack(folder);
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("package.json", `{ "name": "consumer", "private": true, "type": "module" }`);
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await npm(folder, "install", ...flags, tarball.path);
  return {
    folder,
    tarball,
    write,
    run: (program, ...args) => output(folder, program, args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function pack(destination: string): Promise<Tarball> {
  const flags = ["--json", "--ignore-scripts", "--pack-destination", destination];
  const [packed] = JSON.parse(await npm(ROOT_FOLDER, "pack", ...flags)) as [
    { filename: string; unpackedSize: number; files: { path: string }[] },
  ];
  const files = packed.files.map((file) => file.path);
  return { path: join(destination, packed.filename), files, unpackedSize: packed.unpackedSize };
}

/** npm as the one that runs the tests, where that is known, else the first on the PATH. */
function npm(folder: string, ...args: readonly string[]): Promise<string> {
  const script = process.env.npm_execpath;
  if (script?.endsWith("npm-cli.js")) return output(folder, process.execPath, [script, ...args]);
  return output(folder, "npm", args);
}

async function output(folder: string, program: string, args: readonly string[]): Promise<string> {
  const options = {
    cwd: folder,
    env: environment(),
    maxBuffer: 2 ** 26,
    shell: process.platform === "win32",
  };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(" ")} failed\n${stdout}${stderr || error}`);
  }
}

/** The environment without what `npm test` adds about this package, and without colours. */
function environment(): NodeJS.ProcessEnv {
  const ours = /^npm_(package|lifecycle|command|config_local_prefix|config_prefix)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name) && name !== "NODE_OPTIONS");
  return { ...Object.fromEntries(kept), NO_COLOR: "1", FORCE_COLOR: undefined };
}
