import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { WeightsFile } from "./weights.ts";

export interface FetchOptions {
  /** The address of the folder on the web that holds the files, for example "https://example.org/taef2/". */
  from: string;
  /** The folder to keep them in; made where it isn't there. */
  folder: string;
  /** A server that sends nothing for so long is given up. Default: 30 s. */
  patienceMs?: number;
  /** How often a transfer that broke off is taken up again where it stopped. Default: 3 times. */
  retries?: number;
  onProgress?: (file: string, bytes: number, total: number) => void;
}

/**
 * Fetches the files of weights that aren't in the folder yet, and gives their paths. Each is checked against its length
 * and SHA-256 before it gets its name; a transfer that broke off goes on where it stopped, in a later call too.
 * @throws Error in one plain line: no such file, a silent or broken server, a file that isn't the one it should be.
 */
export async function fetchWeights(files: readonly WeightsFile[], options: FetchOptions): Promise<string[]> {
  const base = addressOf(options.from);
  mkdirSync(options.folder, { recursive: true });
  const paths: string[] = [];
  for (const wanted of files) {
    const path = join(options.folder, wanted.file);
    if (!existsSync(path)) await fetchFile(new URL(wanted.file, base), path, { wanted, ...options });
    paths.push(path);
  }
  return paths;
}

function addressOf(from: string): URL {
  const address = URL.canParse(from) ? new URL(from.endsWith("/") ? from : `${from}/`) : undefined;
  if (address?.protocol === "https:" || address?.protocol === "http:") return address;
  throw new Error(`${from}: is no web address; give one that begins with https://`);
}

type Fetching = FetchOptions & { wanted: WeightsFile };

async function fetchFile(url: URL, path: string, options: Fetching): Promise<void> {
  const { wanted, retries = 3 } = options;
  const part = `${path}.part`;
  for (let attempt = 0; sizeOf(part) < wanted.bytes; attempt++) {
    try {
      await transfer(url, part, options);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (attempt >= retries) {
        const share = `${sizeOf(part)} of ${wanted.bytes} bytes are here`;
        throw new Error(`${url}: ${error.message}; ${share}, try again and it goes on from there`);
      }
    }
  }
  await requireRight(url, part, wanted);
  renameSync(part, path);
}

/** A transfer that can be taken up again. */
class Interrupted extends Error {}

/** Appends what the server sends from where the file ends. */
async function transfer(url: URL, part: string, options: Fetching): Promise<void> {
  const { wanted, patienceMs = 30_000, onProgress } = options;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), patienceMs);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), patienceMs);
  };
  try {
    const have = sizeOf(part);
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers, signal: silence.signal });
    heard();
    const continues = continuesAt(response, have);
    const file = openSync(part, continues ? "a" : "w");
    try {
      let size = continues ? have : 0;
      for await (const bytes of response.body ?? []) {
        heard();
        size += bytes.length;
        if (size > wanted.bytes) throw await tooLong(url, part, wanted);
        writeSync(file, bytes);
        onProgress?.(wanted.file, size, wanted.bytes);
      }
      fsyncSync(file);
      if (size < wanted.bytes) throw new Interrupted("the server stopped early");
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw plain(error, silence.signal, patienceMs);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether what comes belongs behind the bytes that are here; else it is the whole file. */
function continuesAt(response: Response, have: number): boolean {
  const { status, headers, url } = response;
  if (status === 206) {
    const start = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1];
    if (Number(start) === have) return true;
    throw new Error(
      `${url}: the server sends another part than was asked for (${headers.get("content-range")})`,
    );
  }
  if (status === 200) return false;
  if (status >= 500 || status === 429) throw new Interrupted(`the server answers ${status}`);
  const why = status === 404 ? "no such file there" : `the server answers ${status}`;
  throw new Error(`${url}: ${why}; check the address`);
}

function plain(error: unknown, silence: AbortSignal, patienceMs: number): Error {
  if (silence.aborted) return new Interrupted(`the server sent nothing for ${patienceMs / 1000} s`);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TypeError) {
    const { cause } = error;
    const reason = cause instanceof Error ? cause.message : message;
    return new Interrupted(`the connection failed (${reason})`);
  }
  return error instanceof Error ? error : new Error(message);
}

async function tooLong(url: URL, part: string, { bytes }: WeightsFile): Promise<Error> {
  rmSync(part, { force: true });
  return new Error(`${url}: is longer than the ${bytes} bytes it should have; it is another file`);
}

/** @throws Error where the file isn't the one that is wanted; it is removed then. */
async function requireRight(url: URL, part: string, { sha256 }: WeightsFile): Promise<void> {
  const found = await sha256Of(part);
  if (found === sha256) return;
  rmSync(part, { force: true });
  throw new Error(
    `${url}: is not the file it should be (SHA-256 ${found.slice(0, 12)}…, expected ${sha256.slice(0, 12)}…), so it was not kept`,
  );
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest("hex");
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
