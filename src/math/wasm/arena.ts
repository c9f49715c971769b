import { compiledKernels, FREE_AT, type Kernels, LARGEST, PAGE, SCRATCH_AT } from "./module.ts";

/** The kernels, and the memory they work in. */
export interface Arena {
  readonly kernels: Kernels;
  readonly buffer: ArrayBuffer;
  /** First free byte; what lies before belongs to the kernels. */
  readonly start: number;
}

let instance: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;

/**
 * The arena with at least `bytes` free, for calls that copy what they need into it and leave nothing there. There is one
 * per program, made when first asked for: matrices stay outside, in blocks that fit the cache they come in. It grows
 * when a call needs more, and doesn't shrink. (Memories that are asked again and again are held in a space of their
 * own: see space.ts.)
 * @throws Error where WebAssembly is missing, without vectors, or forbidden by the page's policy.
 */
export function arenaOf(bytes: number): Arena {
  instance ??= instantiate();
  const { kernels, memory } = instance;
  const missing = FREE_AT + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return { kernels, buffer: memory.buffer, start: FREE_AT };
}

function instantiate(): { kernels: Kernels; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: LARGEST / PAGE });
  const { exports } = new WebAssembly.Instance(compiledKernels().own, { env: { memory } });
  const kernels = exports as unknown as Kernels;
  kernels.useScratch(SCRATCH_AT);
  return { kernels, memory };
}
