import { type Matrix, zeros } from "../math/index.ts";
import { gunzipped } from "./gzip.ts";
import { type PictureSet, pictureSet } from "./picture-set.ts";

/** CIFAR pictures (32 × 32, red, green, blue) with the class of each: 0 … 9, or 0 … 99 for CIFAR-100. */
export interface CifarSet extends PictureSet {
  readonly labels: readonly number[];
}

/** CIFAR-100 pictures; `coarseLabels` are their superclasses, 0 … 19. */
export interface Cifar100Set extends CifarSet {
  readonly coarseLabels: readonly number[];
}

/** A record: bytes of labels, each below its count of classes, then the red, green and blue planes. */
interface Layout {
  readonly title: string;
  readonly classCounts: readonly number[];
}

const side = 32;
const plane = side * side;
const cifar10: Layout = { title: "CIFAR-10", classCounts: [10] };
const cifar100: Layout = { title: "CIFAR-100", classCounts: [20, 100] };

/**
 * Reads a batch of CIFAR-10 in the binary version, plain or gzipped, such as `data_batch_1.bin`: records of a
 * label byte and 3 · 1024 pixel bytes (Krizhevsky 2009; www.cs.toronto.edu/~kriz/cifar.html). Pixels are
 * brought to 0 … 1 and from planes to `[y, x, channel]`; patterns are `[N, 3072]`.
 * @param name names the file in errors.
 */
export function readCifar10(bytes: Uint8Array, name = "cifar-10"): CifarSet {
  const { patterns, labels } = readRecords(gunzipped(bytes, name), cifar10, name);
  return { ...pictureSet(patterns, { width: side, height: side, channels: 3 }), labels: labels[0] ?? [] };
}

/**
 * Reads CIFAR-100 in the binary version, plain or gzipped, such as `train.bin`: records of a coarse label byte,
 * a fine one and 3 · 1024 pixel bytes. As {@link readCifar10} otherwise.
 */
export function readCifar100(bytes: Uint8Array, name = "cifar-100"): Cifar100Set {
  const { patterns, labels } = readRecords(gunzipped(bytes, name), cifar100, name);
  const [coarseLabels = [], fine = []] = labels;
  return { ...pictureSet(patterns, { width: side, height: side, channels: 3 }), labels: fine, coarseLabels };
}

/** The pictures, and for each label byte of the layout the labels of all records. */
function readRecords(
  bytes: Uint8Array,
  layout: Layout,
  name: string,
): { patterns: Matrix; labels: number[][] } {
  const { title, classCounts } = layout;
  const recordLength = classCounts.length + 3 * plane;
  if (bytes.length === 0 || bytes.length % recordLength !== 0) {
    throw new Error(
      `${name}: ${title} is records of ${recordLength} bytes, got ${bytes.length} bytes${otherLayout(bytes.length, layout)}; use the binary version (.bin), whole`,
    );
  }
  const patterns = zeros(bytes.length / recordLength, 3 * plane);
  const labels = classCounts.map((): number[] => []);
  for (let i = 0; i < patterns.rows; i++) {
    const start = i * recordLength;
    classCounts.forEach((classCount, k) => {
      const label = bytes[start + k] ?? 0;
      if (label >= classCount) {
        throw new Error(
          `${name}: record ${i} has the label ${label}, ${title} has 0 … ${classCount - 1}; is it another format?`,
        );
      }
      labels[k]?.push(label);
    });
    interleave(patterns.data.subarray(i * 3 * plane), bytes.subarray(start + classCounts.length));
  }
  return { patterns, labels };
}

/** out[3 p + c] = planes[1024 c + p] / 255 */
function interleave(out: Float32Array, planes: Uint8Array): void {
  for (let p = 0; p < plane; p++) {
    for (let c = 0; c < 3; c++) out[3 * p + c] = (planes[plane * c + p] as number) / 255;
  }
}

function otherLayout(length: number, layout: Layout): string {
  const other = layout === cifar10 ? cifar100 : cifar10;
  return length > 0 && length % (other.classCounts.length + 3 * plane) === 0
    ? `, which would fit ${other.title}`
    : "";
}
