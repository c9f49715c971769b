/**
 * What a worker and those who may end it share: whether it is in native code, which must not be interrupted (the
 * process would abort), and whether it may enter it again. Two 32-bit numbers in shared memory.
 */
export type Gate = Int32Array<SharedArrayBuffer>;

const INSIDE = 0;
const SHUT = 1;

/** The longest that the end of a process waits for a worker. */
const PATIENCE_MS = 10_000;

/** A gate whose worker counts as inside until it says otherwise, because it begins by loading native code. */
export function createGate(): Gate {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  gate[INSIDE] = 1;
  return gate;
}

/** From now on the worker stays outside; where it is inside, it may finish. */
export function shut(gate: Gate): void {
  Atomics.store(gate, SHUT, 1);
}

const watched = new Set<Gate>();

/** Lets the end of the process wait until the gate's worker is outside, for as long as it is watched. */
export function watch(gate: Gate): void {
  if (watched.size === 0) process.on("exit", emptyAll);
  watched.add(gate);
}

export function unwatch(gate: Gate): void {
  watched.delete(gate);
  if (watched.size === 0) process.off("exit", emptyAll);
}

function emptyAll(): void {
  for (const gate of watched) shut(gate);
  for (const gate of watched) Atomics.wait(gate, INSIDE, 1, PATIENCE_MS);
}
