import { startThread, type Thread } from "./host.ts";
import { compiledKernels, type JobKernels, SCRATCH_BYTES } from "./module.ts";
import type { Space } from "./space.ts";

/** What one thread does of a job: the items from … to − 1, with a description of its own. */
export interface Share {
  readonly job: number;
  readonly from: number;
  readonly to: number;
}

/** Threads that compute in one space: the caller's and others. */
export interface Team {
  readonly size: number;
  /** Does the shares, one per thread, and returns when all are done. */
  run(kernel: keyof JobKernels, shares: readonly Share[]): void;
  close(): void;
}

/** What threads tell each other, as int32 numbers; a team has a place of its own for them. */
const CONTROL_BYTES = 4096;
const TURN = 0;
const PENDING = 1;
const KERNEL = 2;
const READY = 3;
const FAILED = 4;
const SHARES = 8;

const KERNELS: readonly (keyof JobKernels)[] = [
  "scan",
  "screen",
  "boundsOfBytes",
  "inverseNorms",
  "quantise",
  "settle",
  "stream",
];

/** Number of a kernel that ends a thread. */
const END = -1;

/** More threads than this find no room there. */
export const MOST_THREADS = 64;

/** How often a thread looks for work before it sleeps: some 20 µs. */
const LOOKS = 2000;

/**
 * What another thread runs. It is sent there as text, so it uses nothing from outside of it.
 */
interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly controlAt: number;
  readonly kernels: readonly string[];
  readonly thread: number;
  readonly scratch: number;
  readonly looks: number;
}

const PROGRAM = `(start) => {
  const { module, memory, controlAt, kernels, thread, scratch, looks } = start;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.useScratch(scratch);
  const control = new Int32Array(memory.buffer, controlAt, 1024);
  Atomics.add(control, ${READY}, 1);
  for (let turn = 0; ; ) {
    for (let i = 0; i < looks && Atomics.load(control, ${TURN}) === turn; i++);
    Atomics.wait(control, ${TURN}, turn);
    if (Atomics.load(control, ${TURN}) === turn) continue;
    turn = Atomics.load(control, ${TURN});
    const kernel = control[${KERNEL}];
    if (kernel < 0) return;
    const at = ${SHARES} + 3 * thread;
    try {
      if (control[at + 1] < control[at + 2]) {
        exports[kernels[kernel]](control[at] >>> 0, control[at + 1], control[at + 2], thread);
      }
    } catch {
      Atomics.store(control, ${FAILED}, 1);
    }
    Atomics.sub(control, ${PENDING}, 1);
    Atomics.notify(control, ${PENDING});
  }
}`;

/** The caller's thread, and as many others as can be had, up to `threads` in all. */
export async function openTeam(space: Space, threads: number): Promise<Team> {
  const wanted = space.shared ? Math.min(threads, MOST_THREADS) - 1 : 0;
  const controlAt = space.allocate(CONTROL_BYTES);
  const control = new Int32Array(space.memory.buffer, controlAt, 1024).fill(0);
  const others: Thread[] = [];
  for (let i = 1; i <= wanted; i++) {
    const start: Start = {
      module: compiledKernels().shared,
      memory: space.memory,
      controlAt,
      kernels: KERNELS,
      thread: i,
      scratch: space.allocate(SCRATCH_BYTES),
      looks: LOOKS,
    };
    const thread = startThread(PROGRAM, start);
    if (thread) others.push(thread);
  }
  const ready = await allReady(control, others);
  if (!ready) for (const thread of others.splice(0)) thread.terminate();
  return teamOf(space, control, others);
}

/** Whether all threads have begun to wait for work, within some seconds. */
async function allReady(control: Int32Array, others: readonly Thread[]): Promise<boolean> {
  for (let tries = 0; tries < 1000; tries++) {
    if (Atomics.load(control, READY) >= others.length) return true;
    if (others.some((thread) => thread.failed())) return false;
    await new Promise((resolve) => setTimeout(resolve, tries < 100 ? 1 : 10));
  }
  return false;
}

function teamOf({ kernels }: Space, control: Int32Array, others: Thread[]): Team {
  let open = true;
  const size = others.length + 1;
  return {
    size,
    run(kernel, shares) {
      if (!open) throw new Error("the memory was closed");
      const [own, ...rest] = shares;
      const busy = rest.some(({ from, to }) => from < to);
      if (busy) {
        rest.forEach(({ job, from, to }, i) => {
          control.set([job, from, to], SHARES + 3 * (i + 1));
        });
        Atomics.store(control, PENDING, size - 1);
        call(control, KERNELS.indexOf(kernel));
      }
      if (own && own.from < own.to) kernels[kernel](own.job, own.from, own.to, 0);
      if (busy) waitForOthers(control);
    },
    close() {
      if (open && others.length > 0) call(control, END);
      open = false;
      // They end by themselves; where one hangs, it is ended.
      for (const thread of others) thread.terminate();
    },
  };
}

function call(control: Int32Array, kernel: number): void {
  Atomics.store(control, KERNEL, kernel);
  Atomics.add(control, TURN, 1);
  Atomics.notify(control, TURN);
}

/** Their shares are as large as the caller's own, so there is little to wait for: looking again and again is fastest. */
function waitForOthers(control: Int32Array): void {
  for (let pending = Atomics.load(control, PENDING); pending > 0; pending = Atomics.load(control, PENDING)) {
    // A page's main thread may look, but not sleep.
  }
  if (Atomics.exchange(control, FAILED, 0))
    throw new Error("a thread failed; close this memory and open it again");
}
