/** A vector of unit length; zeros stay zeros. */
export function unit(vector: Float32Array): Float32Array {
  let squared = 0;
  for (let i = 0; i < vector.length; i++) squared += vector[i] * vector[i];
  return squared > 0 ? vector.map((value) => value / Math.sqrt(squared)) : vector;
}
