/** Text as a literal of SQL. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`;
}

/** Numbers as a literal of `Array(Float64)`: one piece of text, however many there are. */
export function vectorLiteral(vector: Float32Array): string {
  return `CAST('[${vector.join()}]', 'Array(Float64)')`;
}

/** Ids as rows, for `id IN (…)`. */
export function idRows(ids: readonly string[]): string {
  const list = textLiteral(`[${ids.map(textLiteral).join()}]`);
  return `SELECT arrayJoin(CAST(${list}, 'Array(String)'))`;
}

/** Ids and versions as rows, for `(id, version) IN (…)`. */
export function rowKeys(keys: readonly (readonly [id: string, version: bigint])[]): string {
  const list = textLiteral(`[${keys.map(([id, version]) => `(${textLiteral(id)},${version})`).join()}]`);
  return `SELECT k.1, k.2 FROM (SELECT arrayJoin(CAST(${list}, 'Array(Tuple(String, UInt64))')) AS k)`;
}
