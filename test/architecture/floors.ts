/**
 * The floors of the house: a room imports lower floors only, never sideways. ARCHITECTURE.md shows the same
 * table to readers; the test compares the two.
 */
export const FLOORS: Readonly<Record<string, number>> = {
  onnx: 0,
  math: 1,
  memory: 2,
  data: 2,
  kernel: 3,
  codecs: 3,
  engine: 3,
  store: 3,
  layers: 4,
  zoo: 5,
  bank: 6,
  report: 7,
  experiments: 8,
  server: 9,
  cli: 10,
};

/** The name under which `src/index.ts` takes part: above every library room, below the front ends. */
export const ROOT = "(root)";

/** Rooms that run on Node only; every other room also runs in the page. */
export const NODE_ROOMS: ReadonlySet<string> = new Set(["cli", "server", "experiments"]);

/** Packages that need Node, like the built-in modules. */
export const NODE_PACKAGES: ReadonlySet<string> = new Set([
  "sharp",
  "libsql",
  "onnxruntime-node",
  "@clickhouse/client",
]);

/** Packages that need not be there and run in the page too. */
export const PAGE_PACKAGES: ReadonlySet<string> = new Set(["onnxruntime-web"]);

/** The room of a path: `src/math/matrix.ts` → `math`, `src/index.ts` → {@link ROOT}, else undefined. */
export function roomOf(path: string): string | undefined {
  if (/^src\/index(\.node)?(\.test)?\.ts$/.test(path)) return ROOT;
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** The floor of a room, undefined for a room that is not in the table. */
export function floorOf(room: string): number | undefined {
  return room === ROOT ? 8.5 : FLOORS[room];
}

/** Whether a file may use Node: `*.node.ts`, its test, and everything in the Node rooms. */
export function isNodeFile(path: string): boolean {
  return /\.node(\.test)?\.ts$/.test(path) || NODE_ROOMS.has(roomOf(path) ?? "");
}

/** Whether a file is a test. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

/** Rows of the first markdown table whose header begins `| floor | room |`, as room → floor. */
export function floorsTable(markdown: string): Record<string, number> {
  const rows = markdown.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const header = rows.findIndex(
    (cells) => cells[1]?.toLowerCase() === "floor" && cells[2]?.toLowerCase() === "room",
  );
  const floors: Record<string, number> = {};
  for (const cells of header < 0 ? [] : rows.slice(header + 2)) {
    if (cells.length < 3) break;
    const room = (cells[2] ?? "").replace(/[`/*]/g, "");
    if (/^\d+$/.test(cells[1] ?? "")) floors[room] = Number(cells[1]);
  }
  return floors;
}
