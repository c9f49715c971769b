import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** A cluster of ClickHouse servers on this machine, one per shard. */
export interface Cluster {
  /** The address of a store on all shards, without its table. */
  readonly url: string;
  /** That of the first shard alone. */
  readonly singleUrl: string;
  /** Runs a statement on a shard, from 1 on, and gives its text. */
  ask(sql: string, shard?: number): Promise<string>;
  /** Kills a shard (SIGKILL). */
  kill(shard: number): Promise<void>;
  /**
   * Starts every shard that doesn't run, on what it left. Not only one that was killed: a server out of chdb 3.4 aborts at
   * times when the server that asked it drops their connection, as that does where another shard can't be reached.
   */
  revive(): Promise<void>;
  /** Where each shard's server is found by the others: `127.0.0.1:port`. */
  readonly addresses: readonly string[];
  /** Ends all of it and removes its data. */
  stop(): Promise<void>;
}

interface Shard {
  readonly tcp: number;
  readonly http: number;
  readonly folder: string;
  child: ChildProcess | undefined;
}

/** Starts servers on free ports of the loopback interface; `home` is where ClickHouse is installed. */
export async function startCluster(
  home: string,
  { shards: count = 3 }: { shards?: number } = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-cluster-"));
  const ports = await freePorts(2 * count);
  const shards: Shard[] = Array.from({ length: count }, (_, i) => ({
    tcp: ports[2 * i],
    http: ports[2 * i + 1],
    folder: join(folder, `shard-${i + 1}`),
    child: undefined,
  }));
  const config = join(folder, "config.xml");
  writeFileSync(config, configOf(shards));
  const start = (shard: Shard): Promise<void> => startShard(shard, home, config);
  const stop = async (): Promise<void> => {
    await Promise.all(shards.map(killShard));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await Promise.all(shards.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  const [first, ...others] = shards.map(({ http }) => `127.0.0.1:${http}`);
  return {
    url: `clickhouse://${first}/default?cluster=memory&nodes=${others.join()}`,
    singleUrl: `clickhouse://${first}/default`,
    addresses: shards.map(({ tcp }) => `127.0.0.1:${tcp}`),
    ask: (sql, shard = 1) => ask(shards[shard - 1].http, sql),
    kill: (shard) => killShard(shards[shard - 1]),
    revive: async () => void (await Promise.all(shards.map(start))),
    stop,
  };
}

function configOf(shards: readonly Shard[]): string {
  const servers = shards.map(
    ({ tcp }) =>
      `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${tcp}</port></replica></shard>`,
  );
  return `<clickhouse>
  <remote_servers><memory>${servers.join("\n")}</memory></remote_servers>
  <logger><level>warning</level></logger>
</clickhouse>
`;
}

async function startShard(shard: Shard, home: string, config: string): Promise<void> {
  if (runs(shard)) return;
  mkdirSync(shard.folder, { recursive: true });
  const log = join(shard.folder, "..", `${shard.http}.log`);
  const output = openSync(log, "a");
  const program = join(import.meta.dirname, "shard.mjs");
  const args = [program, home, shard.folder, String(shard.tcp), String(shard.http), config];
  const child = spawn(process.execPath, args, { stdio: ["pipe", output, output] });
  closeSync(output);
  shard.child = child;
  for (let wait = 0; wait < 240; wait++) {
    if (await answers(shard.http)) return;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await setTimeout(250);
  }
  await killShard(shard);
  throw new Error(
    `a shard did not start: ${readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" ")}`,
  );
}

function runs({ child }: Shard): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

async function killShard(shard: Shard): Promise<void> {
  const { child } = shard;
  if (!child || !runs(shard)) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ping`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

async function ask(port: number, sql: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: sql });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.trim();
}

/** Ports that nobody listens on, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
