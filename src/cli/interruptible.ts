import { LearningStoppedError } from "../zoo/index.ts";
import { ExitCode } from "./exit-code.ts";
import { remark } from "./output.ts";

/** Learning that is told to stop where the user interrupts; then says that what is done is kept. */
export async function interruptible(learn: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  try {
    await learn(interruption.signal);
  } catch (error) {
    if (!(error instanceof LearningStoppedError)) throw error;
    remark("madeleine: interrupted: what is done is kept; the same command goes on from there");
    process.exitCode = ExitCode.interrupted;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
