import { env } from "node:process";

/** Where a store on ClickHouse is, and how it is spoken to. */
export interface ClickHouseAddress {
  /** For people, without credentials; with credentials in the environment it opens the same store. */
  readonly name: string;
  /** `http://host:port` or `https://host:port`, without credentials. */
  readonly endpoint: string;
  /** Of the other servers, where tables are to be made too: `http://host:port`. */
  readonly nodes: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The start of all the store's tables' names. */
  readonly table: string;
  /** The cluster that vectors are spread over; undefined for one server. */
  readonly cluster: string | undefined;
  /** Whether sums for the linear model are kept up to date with every insert. */
  readonly features: boolean;
  /** The score that a vector index is made for; undefined for none. */
  readonly index: "cosine" | "squared-euclidean" | undefined;
  /** How many replicas must have an insert before it counts: a number or `auto`; undefined without replicas. */
  readonly quorum: string | undefined;
  /** How long one statement may take, in milliseconds. */
  readonly timeoutMs: number;
}

const PARAMETERS = ["cluster", "table", "secure", "nodes", "features", "index", "quorum", "timeout"];
const EXAMPLE = "clickhouse://user@host:8123/database?cluster=name&table=memory";

/** Whether a text is the address of a store on ClickHouse. */
export function isClickHouseUrl(text: string): boolean {
  return text.startsWith("clickhouse://");
}

/**
 * Reads `clickhouse://user:password@host:port/database?…`, where all but the host may be left out. Parameters:
 * `cluster` (default: one server), `table` (`memory`), `secure` (false; then the port is 8443 instead of 8123),
 * `nodes` (`host:port,host:port`: the HTTP addresses of the other servers), `features` (`elu`), `index` (`cosine`,
 * `squared-euclidean`), `quorum` (a number or `auto`), `timeout` (seconds, 300). User and password may stand in
 * MADELEINE_CLICKHOUSE_USER and MADELEINE_CLICKHOUSE_PASSWORD instead. Messages never show either.
 * @throws RangeError saying which part is wrong.
 */
export function parseClickHouseUrl(
  text: string,
  variables: Readonly<Record<string, string | undefined>> = env,
): ClickHouseAddress {
  const url = isClickHouseUrl(text) ? urlOf(text.replace("clickhouse:", "http:")) : undefined;
  if (!url) throw fault(`the address can't be read; it looks like ${EXAMPLE}`);
  const given = url.searchParams;
  for (const key of given.keys()) {
    if (!PARAMETERS.includes(key)) {
      throw fault(`there is no parameter ${JSON.stringify(key)}; there are ${PARAMETERS.join(", ")}`);
    }
  }
  const secure = oneOf(given, "secure", ["true", "false"]) === "true";
  const endpointOf = (host: string): string => `${secure ? "https" : "http"}://${host}`;
  const host = `${url.hostname}:${portOf(text, url) ?? (secure ? "8443" : "8123")}`;
  const database = nameOf(decodeURIComponent(url.pathname.slice(1)) || "default", "database");
  const table = nameOf(given.get("table") ?? "memory", "table");
  const cluster = given.get("cluster") ?? undefined;
  if (cluster !== undefined) nameOf(cluster, "cluster");
  return {
    name: `clickhouse://${host}/${database}${searchOf({ ...Object.fromEntries(given), table })}`,
    endpoint: endpointOf(host),
    nodes: (given.get("nodes") ?? "").split(",").filter(Boolean).map(nodeOf).map(endpointOf),
    user: decodeURIComponent(url.username) || variables.MADELEINE_CLICKHOUSE_USER || "default",
    password: decodeURIComponent(url.password) || variables.MADELEINE_CLICKHOUSE_PASSWORD || "",
    database,
    table,
    cluster,
    features: oneOf(given, "features", ["elu"]) === "elu",
    index: oneOf(given, "index", ["cosine", "squared-euclidean"]),
    quorum: quorumOf(given.get("quorum")),
    timeoutMs: 1000 * secondsOf(given.get("timeout") ?? "300"),
  };
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const fault = (what: string): RangeError => new RangeError(`openClickHouseStore: ${what}`);

/** As URL leaves out the port of plain HTTP, 80, which is not the one left out here. */
function portOf(text: string, url: URL): string | undefined {
  if (url.port !== "") return url.port;
  return /^clickhouse:\/\/[^/?#]*:80(?:[/?#]|$)/.test(text) ? "80" : undefined;
}

function searchOf(given: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(given).toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

/** Names are written into SQL: letters, digits and underscores need no care there. */
function nameOf(name: string, what: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw fault(`the ${what} must be letters, digits and underscores, got ${JSON.stringify(name)}`);
}

function nodeOf(node: string): string {
  if (/^[A-Za-z0-9.:[\]_-]+:\d+$/.test(node)) return node;
  throw fault(`nodes must be host:port, separated by commas, got ${JSON.stringify(node)}`);
}

function oneOf<T extends string>(given: URLSearchParams, key: string, values: readonly T[]): T | undefined {
  const value = given.get(key);
  if (value === null) return undefined;
  const found = values.find((one) => one === value);
  if (found !== undefined) return found;
  throw fault(`${key} must be ${values.join(" or ")}, got ${JSON.stringify(value)}`);
}

function quorumOf(value: string | null): string | undefined {
  if (value === null || /^(auto|[1-9]\d*)$/.test(value)) return value ?? undefined;
  throw fault(`quorum must be auto or a whole number ≥ 1, got ${JSON.stringify(value)}`);
}

function secondsOf(value: string): number {
  const seconds = Number(value);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw fault(`timeout must be seconds > 0, got ${JSON.stringify(value)}`);
}
