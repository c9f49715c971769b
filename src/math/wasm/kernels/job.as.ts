/** A job: float64 numbers in a row at `job`, read by their places as addresses and counts. */
@inline
export function field(job: usize, i: usize): usize {
  return <usize>load<f64>(job + (i << 3));
}
