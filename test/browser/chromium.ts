import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A Chromium ready to launch, or the reason why there is none. */
export type Chromium = ChromiumReady | { readonly reason: string };

/** Where Chromium lies, and the environment in which it finds its libraries and fonts. */
export interface ChromiumReady {
  readonly executablePath: string;
  readonly environment: Readonly<Record<string, string>>;
}

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/**
 * The Chromium that comes inside an npm package, unpacked once into `node_modules/.cache`; no system install
 * and no network are needed. It exists for Linux on x64 only.
 */
export function unpackedChromium(): Chromium {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { reason: `no Chromium for ${process.platform} on ${process.arch} in @sparticuz/chromium` };
  }
  const manifest = readFileSync(join(MODULES, "@sparticuz/chromium/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(realpathSync(MODULES), ".cache", `chromium-${version}`);
  if (!existsSync(folder)) unpackInto(folder);
  nameFonts(folder);
  return {
    executablePath: join(folder, "chromium"),
    environment: {
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

/** Unpacks beside `folder` and moves the whole into place, so that a broken or second unpacking does no harm. */
function unpackInto(folder: string): void {
  mkdirSync(join(folder, ".."), { recursive: true });
  const temporary = mkdtempSync(`${folder}-`);
  try {
    unpack(temporary);
    renameSync(temporary, folder);
  } catch (error) {
    if (!existsSync(join(folder, "chromium"))) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Says where the fonts lie: by their full path, which is another one once the checkout was moved. */
function nameFonts(folder: string): void {
  const path = join(folder, "fonts.conf");
  const fonts = `<dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts-cache</cachedir>`;
  const text = `<?xml version="1.0"?><fontconfig>${fonts}</fontconfig>\n`;
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/**
 * The package unpacks into TMPDIR, and its own NSS libraries only where it believes to be on AWS Lambda; a
 * process of its own keeps both settings away from the tests.
 */
function unpack(temporary: string): void {
  const program = `import chromium from "@sparticuz/chromium"; await chromium.executablePath();`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: join(MODULES, ".."),
    env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
    stdio: ["ignore", "ignore", "pipe"],
  });
}
