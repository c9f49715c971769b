/** What every codec of a network can be given. */
export interface CodecOptions {
  /** Side of the square of pixels that a picture is shrunk to. */
  size?: number | undefined;
  /** What is taken off every code, `[d]` as base64 of little-endian float32. Default: nothing. */
  mean?: string | undefined;
}
