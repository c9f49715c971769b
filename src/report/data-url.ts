const chunkLength = 0x8000;

/**
 * A `data:` URL of the bytes of a file, for example of a PNG. Needs no Buffer.
 * @param mime for example "image/png"
 * @throws RangeError where `mime` is none.
 */
export function dataUrl(bytes: Uint8Array, mime: string): string {
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(mime)) {
    throw new RangeError(`dataUrl: mime must be like "image/png", got "${mime}"`);
  }
  let binary = "";
  for (let start = 0; start < bytes.length; start += chunkLength) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunkLength));
  }
  return `data:${mime};base64,${btoa(binary)}`;
}
