import type { Stats } from "node:fs";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
  SQLITE_FULL: "the disk is full",
  EROFS: "the disk is read-only",
  ENAMETOOLONG: "the name is too long",
};

/** Whether an error comes from the file system or SQLite: it carries a code. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** What the file system or SQLite said, in one plain line. */
export function systemReason(error: { readonly code: string; readonly message: string }): string {
  return REASONS[error.code] ?? error.message.replaceAll(/[\s\p{Cc}]+/gu, " ");
}

/** What something is that isn't a file, in one plain line. */
export function notAFile(stat: Stats): string {
  return stat.isDirectory() ? "is a folder, not a file" : "is a device or a pipe, not a file";
}
