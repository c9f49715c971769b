import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { serveLibrary } from "../test/browser/server.ts";
import type { PageSettings } from "./browser/page.ts";
import type { Measurement } from "./harness.ts";
import type { Run } from "./run.ts";

/** Where the tests of the page unpack the Chromium that comes inside an npm package. */
const UNPACKED = "node_modules/.cache";

/** The peers of the page by their packages. */
const PEERS = { onnx: "onnxruntime-web", tensorflow: "@tensorflow/tfjs-backend-wasm" } as const;

/** Steps in the page, against ONNX Runtime and TensorFlow.js in wasm: one page per count of threads. */
export async function browserBench(run: Run): Promise<void> {
  const folder = existsSync(UNPACKED) && readdirSync(UNPACKED).find((name) => /^chromium-[\d.]+$/.test(name));
  if (!folder)
    return run.note("browser is left out: run npx vitest run test/browser once, which unpacks Chromium");
  const installed = (name: string): boolean => existsSync(join("node_modules", name));
  for (const name of Object.values(PEERS).filter((each) => !installed(each))) {
    run.note(`browser: ${name} is left out: it is not installed; npm ci installs it`);
  }
  const [onnx, tensorflow] = [installed(PEERS.onnx), installed(PEERS.tensorflow)];
  const browser = await launch(join(process.cwd(), UNPACKED, folder));
  try {
    for (const threads of run.threads) {
      const rounds = Math.min(run.options.rounds, 15);
      const measurements = await inPage(browser, { threads, rounds, onnx, tensorflow });
      for (const measurement of measurements) run.add(measurement);
    }
  } finally {
    await browser.close();
  }
}

/** Chromium with what it needs to start as root, and its own libraries and fonts. */
function launch(folder: string): Promise<Browser> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LD_LIBRARY_PATH: join(folder, "al2023/lib"),
    FONTCONFIG_FILE: join(folder, "fonts.conf"),
  };
  const executablePath = join(folder, "chromium");
  return chromium.launch({ executablePath, env: env as Record<string, string>, args: ["--no-sandbox"] });
}

async function inPage(browser: Browser, settings: PageSettings): Promise<Measurement[]> {
  const server = await serveLibrary({
    root: process.cwd(),
    folders: ["build/bench"],
    modules: { "onnxruntime-web/wasm": "onnxruntime-web/dist/ort.wasm.min.mjs" },
  });
  const page = await browser.newPage();
  const missing: string[] = [];
  page.on("response", (response) => response.ok() || missing.push(response.url()));
  try {
    await page.goto(server.url);
    const program = `import("/build/bench/browser/page.js").then((page) => page.measureInPage(${JSON.stringify(settings)}))`;
    return (await page.evaluate(program)) as Measurement[];
  } catch (error) {
    if (missing.length === 0) throw error;
    throw new Error(`the page lacks ${missing.join(", ")}`, { cause: error });
  } finally {
    await page.close();
    server.close();
  }
}
