/** A server of a cluster, as `system.clusters` has it. */
export interface ClusterServer {
  readonly shard: number;
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Codes of ClickHouse that tell of a connection lost, a server busy or one just stopping: worth another try. */
const PASSING = new Set(["32", "159", "202", "203", "209", "210", "236", "252", "279", "394", "425"]);
/** Of these, the ones that mean that another server can't be reached. */
const UNREACHABLE = new Set(["32", "203", "209", "210", "279"]);
const BROKEN = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** What is known of an error: a code of ClickHouse (`"279"`) or of the system (`"ECONNRESET"`), and the text. */
export interface Failure {
  readonly code: string | undefined;
  readonly text: string;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: undefined, text: String(error) };
  const inner = innermost(error);
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : undefined;
  return { code: code ?? guessed(inner.message), text: inner.message };
}

/** Connections to several addresses fail as one AggregateError. */
function innermost(error: Error): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function guessed(message: string): string | undefined {
  if (/socket hang up|aborted|terminated|premature/i.test(message)) return "ECONNRESET";
  if (/timeout/i.test(message)) return "ETIMEDOUT";
  return /^Code: (\d+)\./.exec(message)?.[1];
}

/** Whether the same statement may work when it is tried again. */
export function isPassing({ code }: Failure): boolean {
  return code !== undefined && (PASSING.has(code) || BROKEN.has(code));
}

/**
 * One plain line on a failure: which server can't be reached, or what ClickHouse says; never the statement, never
 * credentials.
 * @param secrets texts that must not appear
 */
export function failureLine(
  failure: Failure,
  servers: readonly ClusterServer[],
  { endpoint, secrets }: { endpoint: string; secrets: readonly string[] },
): string {
  const { code, text } = failure;
  if (code !== undefined && BROKEN.has(code)) return `${endpoint} can't be reached (${code})`;
  if (code !== undefined && UNREACHABLE.has(code)) {
    const down = servers.find((server) => namesServer(text, server));
    const shards = Math.max(0, ...servers.map(({ shard }) => shard));
    if (down)
      return `shard ${down.shard} of ${shards} (${down.host}:${down.port}) can't be reached (${reasonOf(text)})`;
  }
  const said = withoutSecrets(text.split(/\bIn scope\b|: While executing|\(version|\n/)[0].trim(), secrets);
  return `ClickHouse refuses${code === undefined ? "" : ` (code ${code})`}: ${said.slice(0, 300)}`;
}

function namesServer(text: string, { host, address, port }: ClusterServer): boolean {
  return [host, address].some((name) => text.includes(`${name}:${port}`));
}

function reasonOf(text: string): string {
  return (
    /Connection refused|Timeout exceeded|Connection reset by peer|No route to host|Unexpected EOF/i.exec(
      text,
    )?.[0] ?? "no connection"
  );
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
}
