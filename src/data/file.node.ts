import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";
import type { NumericArray } from "./numeric-array.ts";
import { isSystemError, systemReason } from "./system-reason.node.ts";

/**
 * The bytes of a file.
 * @throws Error in one plain line: no such file, a folder, no permission.
 */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(error)}`);
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, synced, then renamed over it.
 * @throws Error in one plain line.
 */
export function writeBytes(path: string, bytes: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w");
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * The array in an .npy file, or the one in an .npz file; `file.npz:name` picks one of several.
 * @throws Error naming what the file holds where that isn't clear.
 */
export function readArrayFile(path: string): NumericArray {
  const [, archive, wanted] = /^(.+\.npz)(?::(.*))?$/i.exec(path) ?? [];
  if (archive === undefined) return readNpy(readBytes(path), path);
  const arrays = readNpz(readBytes(archive), archive);
  const names = [...arrays.keys()];
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : arrays.get(name);
  if (found) return found;
  const holds = names.length === 0 ? "holds no arrays" : `holds ${names.join(", ")}`;
  throw new Error(`${path}: ${holds}; say which with ${archive}:NAME`);
}

function reasonOf(error: unknown): string {
  if (isSystemError(error)) return systemReason(error);
  return error instanceof Error ? error.message : String(error);
}
