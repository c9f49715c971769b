import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";

/** ClickHouse 26.7 as a library, and what calls it. */
const PACKAGES = ["chdb@3.4.0", "ffi-rs@1.3.7"];

/**
 * The folder that ClickHouse is installed in, outside the repository: MADELEINE_CLICKHOUSE_HOME, or one where the
 * system keeps what can be fetched again. Installs it there where it is missing (550 MB, once).
 */
export function installedClickHouse(log: (line: string) => void): string {
  const home = process.env.MADELEINE_CLICKHOUSE_HOME ?? join(cacheFolder(), "madeleine", "clickhouse-3.4.0");
  if (existsSync(join(home, "node_modules", "chdb"))) return home;
  log(`installing ${PACKAGES.join(" and ")} into ${home} (550 MB, once)`);
  const temporary = `${home}.${process.pid}.tmp`;
  mkdirSync(temporary, { recursive: true });
  try {
    writeFileSync(join(temporary, "package.json"), '{ "private": true }\n');
    const options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
    const npm = platform() === "win32" ? "npm.cmd" : "npm";
    execFileSync(npm, ["install", ...options, ...PACKAGES], { cwd: temporary, stdio: ["ignore", 2, 2] });
    renameSync(temporary, home);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return home;
}

function cacheFolder(): string {
  if (platform() === "darwin") return join(homedir(), "Library", "Caches");
  return process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
}
