/** Numbers as text: base64 of little-endian float32. */
export function toBase64(numbers: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((value, i) => {
    bytes.setFloat32(4 * i, value, true);
  });
  let text = "";
  for (const byte of new Uint8Array(bytes.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The numbers that {@link toBase64} made text of. */
export function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}

/** A few letters that tell one list of numbers from another. */
export function lettersOf(numbers: Float32Array): string {
  let sum = 0;
  for (const value of numbers) sum = Math.imul(sum, 31) + Math.round(value * 1e6);
  return (sum >>> 0).toString(36);
}
