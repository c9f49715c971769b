/** A line on a terminal that tells how far long work has come and how long it will still take. */
export interface Progress {
  update(done: number, total: number): void;
  /** Clears the line. */
  end(): void;
}

const silent: Progress = { update: () => {}, end: () => {} };
const barWidth = 24;
const millisecondsBetween = 100;

/** A progress bar on stderr, where that is a terminal; elsewhere nothing is written. */
export function progressBar(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return silent;
  const started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    update: (done, total) => {
      const now = performance.now();
      if (now - shown < millisecondsBetween && done < total) return;
      shown = now;
      const filled = Math.round((barWidth * done) / Math.max(total, 1));
      const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
      const left = done > 0 ? ((now - started) * (total - done)) / done / 1000 : Number.NaN;
      stream.write(`\r\u001b[K${label} ${bar} ${done}/${total}${timeLeft(left)}`);
    },
    end: () => {
      stream.write("\r\u001b[K");
    },
  };
}

function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 1) return "";
  return seconds < 90 ? `, ${Math.ceil(seconds)} s left` : `, ${Math.ceil(seconds / 60)} min left`;
}

/** A progress bar for work in several stages: a new bar for each. */
export function stages(): { update: (stage: string, done: number, total: number) => void; end: () => void } {
  let current = { stage: "", bar: silent };
  return {
    update: (stage, done, total) => {
      if (stage !== current.stage) {
        current.bar.end();
        current = { stage, bar: progressBar(stage) };
      }
      current.bar.update(done, total);
    },
    end: () => current.bar.end(),
  };
}
