/** How a command ends; with several cues the highest counts. */
export const ExitCode = {
  done: 0,
  error: 1,
  usage: 2,
  unknown: 3,
  blend: 4,
  gateFailed: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
