import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Refusal } from "../refusal.ts";
import { namePattern, requireName } from "./memory-name.ts";

/** Where the memories of a folder lie. */
export interface Place {
  readonly folder: string;
  /** The names of the memories that are there, sorted. */
  names(): string[];
  /** A memory's file, there or not. Refuses what is no name. */
  fileOf(name: string): string;
  /** The file of a memory that is there. Refuses others. */
  existing(name: string): string;
  /** The folder of the pictures that were uploaded for a memory. */
  picturesOf(name: string): string;
}

export function placeIn(given: string): Place {
  const folder = resolve(given);
  const fileOf = (name: string): string => join(folder, `${requireName(name)}.memory`);
  return {
    folder,
    names: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith(".memory"))
        .map((file) => file.slice(0, -".memory".length))
        .filter((name) => namePattern.test(name))
        .sort(),
    fileOf,
    existing: (name) => {
      const file = fileOf(name);
      if (!existsSync(file)) throw new Refusal(404, `no memory is called ${name}`);
      return file;
    },
    picturesOf: (name) => join(folder, `${requireName(name)}.pictures`),
  };
}
