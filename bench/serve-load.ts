import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom, normal } from "madeleine/math";
import { type Answered, askAll } from "./serve/clients.ts";
import { type ServerProcess, startServerProcess } from "./serve/server-process.ts";

const USAGE = `Usage: npm run load -- [--seconds 60] [--clients 50] [--items 1000] [--dimension 256] [--json]

Starts "madeleine serve" on a memory of random vectors and lets clients recall from it, each as soon as its last recall
is answered. Every answer is checked. Fails where one is wrong or refused, or the server's memory grows.
`;

/** How much larger the server may be at the end than it was after the first third. */
const MOST_GROWTH = 1.1;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    clients: { type: "string", default: "50" },
    items: { type: "string", default: "1000" },
    dimension: { type: "string", default: "256" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [seconds, clients, items, dimension] = [
  values.seconds,
  values.clients,
  values.items,
  values.dimension,
].map(Number);
if (
  values.help ||
  ![seconds, clients, items, dimension].every((value) => Number.isInteger(value) && value >= 1)
) {
  process[values.help ? "stdout" : "stderr"].write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else process.exitCode = await load();

async function load(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-load-"));
  const server = await startServerProcess(folder);
  try {
    const vectors = drawVectors();
    await remember(server, vectors);
    // What was compiled and grown by being asked the first time is no leak.
    await askAll(server.url, { vectors, clients, seconds: Math.min(2, seconds) });
    const sizes = watchSize(server);
    const answered = await askAll(server.url, { vectors, clients, seconds });
    return report(answered, sizes.stop());
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function drawVectors(): number[][] {
  const random = createRandom(1, "load");
  return Array.from({ length: items }, () =>
    Array.from({ length: dimension }, () => Math.fround(normal(random))),
  );
}

async function remember({ url }: ServerProcess, vectors: readonly number[][]): Promise<void> {
  const body = JSON.stringify({ items: vectors.map((vector, i) => ({ id: String(i), vector })) });
  const headers = { "Content-Type": "application/json" };
  const made = await fetch(`${url}/memories/load`, { method: "PUT", body, headers });
  if (!made.ok) throw new Error(await made.text());
}

/** Looks at the server's resident memory every half second, in MB. */
function watchSize(server: ServerProcess): { stop(): number[] } {
  const sizes: number[] = [];
  const timer = setInterval(() => sizes.push(server.residentBytes() / 1e6), 500);
  return {
    stop: () => {
      clearInterval(timer);
      return sizes;
    },
  };
}

function report({ latencies, errors }: Answered, sizes: readonly number[]): number {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const third = Math.floor(sizes.length / 3);
  const [early, late] = [sizes.slice(third, 2 * third), sizes.slice(2 * third)].map(median);
  const growth = late / early;
  const failed = errors.length > 0 || !(growth <= MOST_GROWTH);
  const found = {
    ...{ clients, seconds, items, dimension, recalls: sorted.length, perSecond: sorted.length / seconds },
    ...{
      p50: at(0.5),
      p99: at(0.99),
      max: at(1),
      errors: errors.length,
      earlyMb: early,
      lateMb: late,
      failed,
    },
  };
  if (values.json)
    process.stdout.write(`${JSON.stringify({ ...found, firstErrors: errors.slice(0, 5) }, undefined, 2)}\n`);
  else process.stdout.write(textOf(found, errors));
  return failed ? 1 : 0;
}

function textOf(found: Record<string, number | boolean>, errors: readonly string[]): string {
  const ms = (name: string): string => `${Number(found[name]).toFixed(1)} ms`;
  const mb = (name: string): string => `${Number(found[name]).toFixed(0)} MB`;
  return [
    `${clients} clients for ${seconds} s on ${items} vectors of ${dimension}: ${found.recalls} recalls, ${Number(found.perSecond).toFixed(0)} a second`,
    `latency: half within ${ms("p50")}, 99 % within ${ms("p99")}, all within ${ms("max")}`,
    `the server's memory: ${mb("earlyMb")} in the second third, ${mb("lateMb")} in the last`,
    `errors: ${errors.length}${errors.length > 0 ? `, the first: ${errors[0]}` : ""}`,
    "",
  ].join("\n");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
