import { z } from "zod";

/** JSON that is nested deeper than this isn't kept: programs that read it would run out of stack. */
const deepest = 100;

/** What may be kept with an item: any JSON that isn't nested too deeply. */
export const payloadSchema: z.ZodType<unknown> = z
  .unknown()
  .refine(isShallow, { error: `is nested deeper than ${deepest} levels` });

/** Whether a JSON value is nested at most so deeply. */
export function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= deepest; depth++) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (level.length === 0) return true;
  }
  return false;
}
