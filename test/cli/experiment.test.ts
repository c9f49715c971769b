import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { madeleine, type Run, scratchFolder } from "./run.ts";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Cells of the quick preset. */
const cellCount = 36;

function read(...path: string[]): string {
  return readFileSync(join(...path), "utf8");
}

/** How many cells a file keeps. */
function keptIn(path: string): number {
  try {
    return read(path).split("\n").length - 1;
  } catch {
    return 0;
  }
}

/** Starts a run and sends it a signal once it keeps three cells. */
async function stopped(
  folder: string,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; stderr: string }> {
  const args = ["experiment", "capacity", "--out", folder];
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (part: Buffer) => {
    stderr += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  while (keptIn(join(folder, "capacity-quick-1.jsonl")) < 3 && child.exitCode === null) await setTimeout(10);
  child.kill(signal);
  return { code: await ended, stderr };
}

describe("madeleine experiment", () => {
  it("lists what there is, and how long it takes", async () => {
    const { code, stdout } = await madeleine(["experiment", "list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^experiment +shows +--preset quick +--preset paper\n/);
    expect(stdout).toMatch(/capacity +How many pictures .* about \d+ s +about \d+ min/);
    const json = await madeleine(["experiment", "list", "--json"]);
    const names = (JSON.parse(json.stdout) as { name: string }[]).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(["capacity", "robustness"]);
    for (const name of names) expect(stdout).toContain(`\n${name} `);
  });

  it.each([
    [["capacty"], 'there is no experiment "capacty"; known: capacity, robustness, theory'],
    [["capacity", "--preset", "huge"], "choose one of quick, paper"],
    [["capacity", "--seed", "-1"], "a whole number ≥ 0"],
    [[], "missing required argument"],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await madeleine(["experiment", ...args], { cwd: scratchFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("says plainly that published data isn't there", async () => {
    const cwd = scratchFolder();
    const { code, stdout, stderr } = await madeleine(
      ["experiment", "capacity", "--preset", "paper", "--data", "nowhere"],
      { cwd },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^madeleine: nowhere\/mnist\/train-images-idx3-ubyte\(\.gz\): no such file; .*\n$/,
    );
  });
});

describe("a run of madeleine experiment", { timeout: 60_000 }, () => {
  const whole = scratchFolder();
  const [json, page, kept] = ["json", "html", "jsonl"].map((ending) => `capacity-quick-1.${ending}`);
  let run: Run;
  beforeAll(async () => {
    writeFileSync(join(whole, kept), '{"key":"of another time","outcome":{}}\n');
    run = await madeleine(["experiment", "capacity", "--out", whole, "--fresh"]);
  }, 60_000);

  it("says what holds, and forgets what was kept where that is asked for", () => {
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("The paper says:\n  fails     Top-K succeeds about as often");
    expect(run.stdout).toContain("This experiment says:\n  holds     As published, dense");
    expect(keptIn(join(whole, kept))).toBe(cellCount);
    expect(read(whole, kept)).not.toContain("of another time");
  });

  it("gives the same bytes where it was killed and interrupted on the way", async () => {
    const broken = scratchFolder();
    const path = join(broken, kept);
    expect((await stopped(broken, "SIGKILL")).code).toBeNull();
    const [first, second] = read(path).split("\n");
    writeFileSync(path, `${first}\n${second}\n{"key":"torn`);

    const interrupted = await stopped(broken, "SIGINT");
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toMatch(
      /^madeleine: interrupted: \d+ of \d+ cells are kept; the same command/,
    );
    expect(keptIn(path)).toBeLessThan(cellCount);
    expect(read(path).startsWith(`${first}\n${second}\n{"key":"`)).toBe(true);
    expect(read(path)).not.toContain("torn");

    const resumed = await madeleine(["experiment", "capacity", "--out", broken, "--json"]);
    expect(resumed).toMatchObject({ code: 0, stderr: "" });
    expect([json, page].map((name) => read(broken, name))).toEqual(
      [json, page].map((name) => read(whole, name)),
    );
    expect(keptIn(path)).toBe(cellCount);
    const { files, ...document } = JSON.parse(resumed.stdout) as { files: object };
    expect(files).toEqual({ kept: path, json: join(broken, json), page: join(broken, page) });
    expect(JSON.parse(read(whole, json))).toMatchObject(document);
  });

  it("exits with 5 where a claim of its own fails", async () => {
    // Kept cells in which dense retrieval always means the right picture, against what the experiment says.
    const lies = scratchFolder();
    const always = read(whole, kept).replace(/("dense":\{"success":[^,]*,"identified":)[^,]*/g, "$11");
    writeFileSync(join(lies, kept), always);
    const { code, stdout } = await madeleine(["experiment", "capacity", "--out", lies]);
    expect(code).toBe(5);
    expect(stdout).toContain("  fails     As published, dense retrieval seldom means the right picture");
    expect(read(lies, page)).toContain('<span class="badge unknown">fails</span>');
  });
});
