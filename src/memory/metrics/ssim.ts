/** The size of the two pictures compared, `data[(y * width + x) * channels + c]`. */
export interface PictureShape {
  width: number;
  height: number;
  channels: number;
}

const windowSize = 11;
const sigma = 1.5;

/**
 * 1 − SSIM of two pictures with values in [0, 1]: 0 for equal ones. Gaussian window 11 × 11 with σ = 1.5 and
 * population moments, K₁ = 0.01, K₂ = 0.03, data range 1; the mean over all positions where the window fits, then
 * over channels. Wang et al. 2004; HEN appendix, section 2.
 * @throws RangeError for pictures smaller than the window, or data of another size.
 */
export function structuralDissimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { width, height, channels }: PictureShape,
): number {
  if (width < windowSize || height < windowSize) {
    throw new RangeError(
      `structuralDissimilarity: pictures must be at least 11 × 11, got ${width} × ${height}`,
    );
  }
  const size = width * height * channels;
  if (a.length !== size || b.length !== size) {
    throw new RangeError(
      `structuralDissimilarity: ${width} × ${height} × ${channels} needs ${size} numbers, got ${a.length} and ${b.length}`,
    );
  }
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const plane = (source: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: width * height }, (_, i) => source[i * channels + c]);
    sum += meanSsim(plane(a), plane(b), width, height);
  }
  return 1 - sum / channels;
}

/** The mean over window positions of ((2μₐμᵦ + C₁)(2σₐᵦ + C₂)) / ((μₐ² + μᵦ² + C₁)(σₐ² + σᵦ² + C₂)). */
function meanSsim(a: Float64Array, b: Float64Array, width: number, height: number): number {
  const [C1, C2] = [0.01 ** 2, 0.03 ** 2];
  const local = (values: Float64Array): Float64Array => smoothed(values, width, height);
  const product = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value * y[i]);
  const [meanA, meanB] = [local(a), local(b)];
  const [squareA, squareB, cross] = [local(product(a, a)), local(product(b, b)), local(product(a, b))];
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [mA, mB] = [meanA[i], meanB[i]];
    const variances = squareA[i] - mA * mA + squareB[i] - mB * mB;
    const covariance = cross[i] - mA * mB;
    sum += ((2 * mA * mB + C1) * (2 * covariance + C2)) / ((mA * mA + mB * mB + C1) * (variances + C2));
  }
  return sum / meanA.length;
}

/** Gaussian-weighted means at every position where the window fits, `[height − 10, width − 10]`. */
function smoothed(values: Float64Array, width: number, height: number): Float64Array {
  const [outWidth, outHeight] = [width - windowSize + 1, height - windowSize + 1];
  const rows = new Float64Array(outWidth * height);
  const result = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let k = 0; k < windowSize; k++) {
        rows[y * outWidth + x] += gaussian[k] * values[y * width + x + k];
      }
    }
  }
  for (let i = 0; i < result.length; i++) {
    for (let k = 0; k < windowSize; k++) result[i] += gaussian[k] * rows[i + k * outWidth];
  }
  return result;
}

const gaussian: Float64Array = (() => {
  const bell = Float64Array.from({ length: windowSize }, (_, i) =>
    Math.exp(-((i - 5) ** 2) / (2 * sigma ** 2)),
  );
  const total = bell.reduce((sum, value) => sum + value, 0);
  return bell.map((value) => value / total);
})();
