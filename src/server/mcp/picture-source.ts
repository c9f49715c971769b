import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import type { AgentToolsOptions } from "./agent-tools-options.ts";

/** A picture as an agent gives it. */
export interface PictureSource {
  picture?: string | undefined;
  path?: string | undefined;
}

/** A picture in a tool's input. */
export interface PictureFields {
  picture: z.ZodOptional<z.ZodString>;
  path: z.ZodOptional<z.ZodString>;
}

/** A picture in a tool's input, by its bytes; or by its path, which agents don't learn of where files may not be read. */
export function pictureFields({ files }: AgentToolsOptions): PictureFields {
  const picture = z.string().optional().describe("A picture's file (PNG, JPEG, WebP, …) in base64");
  const path = z.string().optional().describe("The path of a picture's file on this machine");
  return files ? { picture, path } : ({ picture } as PictureFields);
}

/** The bytes of a picture, where one was given. */
export async function pictureOf(
  { picture, path }: PictureSource,
  { files }: AgentToolsOptions,
): Promise<{ bytes: Uint8Array; name: string } | undefined> {
  if (path !== undefined && files) {
    const bytes = await readFile(path).catch(() => {
      throw new Refusal(404, `${path}: no such file, or it may not be read`);
    });
    return { bytes: new Uint8Array(bytes), name: basename(path) };
  }
  if (picture === undefined) return undefined;
  const base64 = picture.replace(/^data:[^,]*,/, "");
  if (!/^[A-Za-z0-9+/_\-\s]+=*\s*$/.test(base64)) throw new Refusal(400, "picture: isn't base64");
  return { bytes: new Uint8Array(Buffer.from(base64, "base64")), name: "the picture" };
}
