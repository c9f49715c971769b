export type { Codec } from "./codec.ts";
export { contrastCodec } from "./contrast.ts";
