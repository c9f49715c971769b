const blockSize = 512;

/**
 * The files in a tar archive (POSIX ustar, and names of any length as GNU tar and pax write them), in their order, as
 * views of `bytes`. Folders and links are left out.
 * @param name names the archive in errors.
 * @throws Error for what is no tar archive, or one that is cut short.
 */
export function* readTar(bytes: Uint8Array, name = "tar"): Generator<{ path: string; bytes: Uint8Array }> {
  let longName: string | undefined;
  for (let at = 0; at + blockSize <= bytes.length; ) {
    const header = bytes.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) return;
    requireHeader(header, name, at);
    const size = octal(header, 124, 12);
    const begin = at + blockSize;
    if (!(begin + size <= bytes.length)) throw new Error(`${name}: cut short in ${pathIn(header)}`);
    const content = bytes.subarray(begin, begin + size);
    const type = String.fromCharCode(header[156]);
    if (type === "L") longName = text(content, 0, content.length);
    else if (type === "x") longName = paxPath(content) ?? longName;
    else {
      if (type === "0" || type === "\0") yield { path: longName ?? pathIn(header), bytes: content };
      longName = undefined;
    }
    at = begin + Math.ceil(size / blockSize) * blockSize;
  }
  throw new Error(`${name}: cut short: the end of the archive is missing`);
}

/** The sum of a header's bytes, its own place counted as spaces, is in it. */
function requireHeader(header: Uint8Array, name: string, at: number): void {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new Error(`${name}: no tar archive, or damaged, at byte ${at}`);
}

function pathIn(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
  return `${prefix && `${prefix}/`}${text(header, 0, 100)}`;
}

/** The value of `path` in a pax header, whose lines are "LENGTH key=value\n". */
function paxPath(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1];
}

/** Bytes up to the first 0 as UTF-8. */
function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function octal(bytes: Uint8Array, from: number, length: number): number {
  return Number.parseInt(text(bytes, from, length).trim(), 8);
}
