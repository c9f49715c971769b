import { builtinModules } from "node:module";
import { posix } from "node:path";
import { cyclesOf } from "./cycles.ts";
import {
  floorOf,
  isNodeFile,
  isTest,
  NODE_PACKAGES,
  NODE_ROOMS,
  PAGE_PACKAGES,
  ROOT,
  roomOf,
} from "./floors.ts";
import { factsOf, type Reference, type SourceFile } from "./references.ts";

/** What a fault breaks. */
export type Rule =
  | "unknown room"
  | "upward import"
  | "sideways import"
  | "side door"
  | "cycle"
  | "node in the page"
  | "outside src"
  | "unlisted dependency"
  | "computed import"
  | "not reproducible";

/** One broken rule, at `path` or `path:line`. */
export interface Fault {
  readonly rule: Rule;
  readonly where: string;
  readonly message: string;
}

/** The package names that may be imported, from package.json. */
export interface Dependencies {
  /** The package's own name; its source refers to itself by relative paths. */
  readonly self: string;
  readonly runtime: readonly string[];
  /** Those of them that need not be installed: only Node can look whether they are. */
  readonly optional: readonly string[];
  /** Test files only. */
  readonly development: readonly string[];
}

/** Every fault of the source files; pure, so that a test can plant faults in a made-up tree. */
export function faultsOf(files: readonly SourceFile[], dependencies: Dependencies): Fault[] {
  const paths = new Set(files.map((file) => file.path));
  const graph = new Map<string, string[]>();
  const faults = files.flatMap((file) => {
    const facts = factsOf(file);
    const inside = facts.references.map((reference) => targetOf(file.path, reference));
    graph.set(file.path, inside.filter((target) => target !== undefined && paths.has(target)) as string[]);
    return [
      ...roomFaults(file.path),
      ...facts.references.flatMap((reference) => referenceFaults(file.path, reference, dependencies)),
      ...reproducibilityFaults(file.path, facts.nondeterminism),
    ];
  });
  return [...faults, ...cyclesOf(graph).map(cycleFault)];
}

/** The path a relative import leads to, from the package root; undefined for packages and computed imports. */
function targetOf(path: string, { specifier }: Reference): string | undefined {
  if (!specifier?.startsWith(".")) return undefined;
  return posix.join(posix.dirname(path), specifier);
}

function roomFaults(path: string): Fault[] {
  const room = roomOf(path);
  if (room !== undefined && floorOf(room) !== undefined) return [];
  const message = "this room has no floor: give it one in test/architecture/floors.ts and in ARCHITECTURE.md";
  return [{ rule: "unknown room", where: path, message }];
}

function referenceFaults(path: string, reference: Reference, dependencies: Dependencies): Fault[] {
  const at = (rule: Rule, message: string): Fault[] => [
    { rule, where: `${path}:${reference.line}`, message },
  ];
  if (reference.specifier === undefined) return at("computed import", "write the module's name as a literal");
  const target = targetOf(path, reference);
  if (target === undefined) return packageFaults(path, reference.specifier, dependencies, at);
  if (!target.startsWith("src/")) return outsideFaults(path, target, at);
  return [
    ...floorFaults(path, target, at),
    ...doorFaults(path, target, at),
    ...nodeFileFaults(path, target, at),
  ];
}

type Report = (rule: Rule, message: string) => Fault[];

/** Node-only packages in the page, and packages that package.json does not list. */
function packageFaults(path: string, specifier: string, dependencies: Dependencies, at: Report): Fault[] {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const builtin = specifier.startsWith("node:") || builtinModules.includes(name);
  const optional = dependencies.optional.includes(name) && !PAGE_PACKAGES.has(name);
  const needsNode = builtin || NODE_PACKAGES.has(name) || optional;
  const nodeOnly = needsNode && !isNodeFile(path) && !isTest(path);
  const faults = nodeOnly ? at("node in the page", `${specifier}: only for *.node.ts`) : [];
  const listed = [...dependencies.runtime, ...(isTest(path) ? dependencies.development : [])];
  if (builtin || listed.includes(name)) return faults;
  const advice =
    name === dependencies.self ? "import src by its relative path" : "not among package.json's dependencies";
  return [...faults, ...at("unlisted dependency", `${name}: ${advice}`)];
}

/** Only tests reach out of src, into test/; Node files may read package.json. */
function outsideFaults(path: string, target: string, at: Report): Fault[] {
  if (isTest(path) && target.startsWith("test/")) return [];
  if (isNodeFile(path) && target === "package.json") return [];
  return at("outside src", `${target} is not part of the package's source`);
}

function floorFaults(path: string, target: string, at: Report): Fault[] {
  const [room, other] = [roomOf(path), roomOf(target)];
  if (room === undefined || other === undefined || room === other) return [];
  const [floor, otherFloor] = [floorOf(room), floorOf(other)];
  if (floor === undefined || otherFloor === undefined || otherFloor < floor) return [];
  if (otherFloor === floor) return at("sideways import", `${room} and ${other} share floor ${floor}`);
  return at("upward import", `${room} (floor ${floor}) imports ${other} (floor ${otherFloor})`);
}

function doorFaults(path: string, target: string, at: Report): Fault[] {
  const other = roomOf(target);
  if (isTest(path) || other === roomOf(path) || other === ROOT) return [];
  if (/^src\/[^/]+\/index(\.node)?\.ts$/.test(target)) return [];
  return at("side door", `${target}: enter ${other ?? target} through its index.ts`);
}

function nodeFileFaults(path: string, target: string, at: Report): Fault[] {
  const nodeOnly = target.endsWith(".node.ts") || NODE_ROOMS.has(roomOf(target) ?? "");
  if (!nodeOnly || isNodeFile(path)) return [];
  return at(
    "node in the page",
    `${target} runs on Node only; name this file *.node.ts or keep Node out of it`,
  );
}

function reproducibilityFaults(path: string, found: readonly { name: string; line: number }[]): Fault[] {
  if (NODE_ROOMS.has(roomOf(path) ?? "")) return [];
  const message = (name: string): string => `${name}: pass randomness and time in`;
  return found.map(({ name, line }) => ({
    rule: "not reproducible",
    where: `${path}:${line}`,
    message: message(name),
  }));
}

function cycleFault(cycle: readonly string[]): Fault {
  return { rule: "cycle", where: cycle[0] ?? "", message: cycle.join(" → ") };
}
