import { startThread, type Thread } from "./host.ts";
import { compiledKernels, type JobKernels, SCRATCH_BYTES } from "./module.ts";
import type { Space } from "./space.ts";

/** Work for a team: items 0 … count − 1, of which each thread takes `chunk` at a time for as long as there are any. */
export interface Work {
  /** Of each thread its own description of the job. */
  readonly jobs: readonly number[];
  readonly count: number;
  readonly chunk: number;
}

/** Threads that compute in one space: the caller's and others. */
export interface Team {
  readonly size: number;
  /** Returns when all is done. Threads that come late find less to do, and are not waited for. */
  run(kernel: keyof JobKernels, work: Work): void;
  close(): void;
}

/** What threads tell each other, as int32 numbers; a team has a place of its own for them. */
const CONTROL_BYTES = 4096;
const TURN = 0;
/** How many threads look for chunks, besides the caller's. */
const ACTIVE = 1;
const KERNEL = 2;
const READY = 3;
const FAILED = 4;
/** Whether there is work, the first item that nobody took, the number of items, and of those of a chunk. */
const OPEN = 5;
const NEXT = 6;
const COUNT = 7;
const CHUNK = 8;
const JOBS = 16;

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

/** What another thread is handed when it starts. */
interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly controlAt: number;
  readonly kernels: readonly string[];
  readonly thread: number;
  readonly scratch: number;
  readonly looks: number;
}

/** What another thread runs. It is sent there as text, so it uses nothing from outside of it. */
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
    if (Atomics.load(control, ${KERNEL}) < 0) return;
    Atomics.add(control, ${ACTIVE}, 1);
    try {
      if (Atomics.load(control, ${OPEN}) === 1) {
        const [kernel, count, chunk] = [control[${KERNEL}], control[${COUNT}], control[${CHUNK}]];
        const job = control[${JOBS} + thread] >>> 0;
        for (let from; (from = Atomics.add(control, ${NEXT}, chunk)) < count; ) {
          exports[kernels[kernel]](job, from, Math.min(count, from + chunk), thread);
        }
      }
    } catch {
      Atomics.store(control, ${FAILED}, 1);
    }
    Atomics.sub(control, ${ACTIVE}, 1);
    Atomics.notify(control, ${ACTIVE});
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
    run(kernel, { jobs, count, chunk }) {
      if (!open) throw new Error("the memory was closed");
      if (size === 1 || count <= chunk) {
        for (let from = 0; from < count; from += chunk) {
          kernels[kernel](jobs[0], from, Math.min(count, from + chunk), 0);
        }
        return;
      }
      control.set(jobs, JOBS);
      control.set([0, count, chunk], NEXT);
      Atomics.store(control, KERNEL, KERNELS.indexOf(kernel));
      // From here on a thread that wakes late may take part, so all it reads has to be there.
      Atomics.store(control, OPEN, 1);
      wake(control);
      try {
        for (let from = take(control, chunk); from < count; from = take(control, chunk)) {
          kernels[kernel](jobs[0], from, Math.min(count, from + chunk), 0);
        }
      } finally {
        Atomics.store(control, OPEN, 0);
        waitForOthers(control);
      }
      if (Atomics.exchange(control, FAILED, 0)) {
        throw new Error("a thread failed; close this memory and open it again");
      }
    },
    close() {
      if (open && others.length > 0) {
        Atomics.store(control, KERNEL, END);
        wake(control);
      }
      open = false;
      // They end by themselves; where one hangs, it is ended.
      for (const thread of others) thread.terminate();
    },
  };
}

function wake(control: Int32Array): void {
  Atomics.add(control, TURN, 1);
  Atomics.notify(control, TURN);
}

/** The next chunk's first item. */
function take(control: Int32Array, chunk: number): number {
  return Atomics.add(control, NEXT, chunk);
}

/** Others have at most a chunk left each, so that looking again and again is fastest; it sleeps where that takes long. */
function waitForOthers(control: Int32Array): void {
  let looks = 0;
  for (let active = Atomics.load(control, ACTIVE); active > 0; active = Atomics.load(control, ACTIVE)) {
    if (++looks > LOOKS) sleep(control, active);
  }
}

/** Until another thread is done, or a millisecond has passed. A page's main thread may not sleep: it looks on. */
function sleep(control: Int32Array, active: number): void {
  try {
    Atomics.wait(control, ACTIVE, active, 1);
  } catch {
    // Not allowed here.
  }
}
