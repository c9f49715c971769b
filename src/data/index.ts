export { type BagCsvOptions, readBagCsv } from "./bags/bag-csv.ts";
export { type Bag, type BagSet, bagLabels, type Classes } from "./bags/bag-set.ts";
export { stratifiedFolds, stratifiedSplit } from "./bags/folds.ts";
export { type PublishedBagFiles, readPublishedBags } from "./bags/published-bags.ts";
export { type TargetBagOptions, targetBags } from "./bags/target-bags.ts";
export { type Captions, readCaptions, tidied as tidiedCaption } from "./captions.ts";
export { type Cifar100Set, type CifarSet, readCifar10, readCifar100 } from "./cifar.ts";
export { pixelsIn } from "./coloured.ts";
export { type CsvDelimiter, type CsvTable, readCsv, writeCsv } from "./csv.ts";
export { numericColumns } from "./csv-numbers.ts";
export { blur } from "./damage/blur.ts";
export {
  type Damage,
  dropPixels,
  exposure,
  half,
  rectangle,
  type Side,
  saltAndPepper,
  sides,
} from "./damage/damage.ts";
export { damageForms, parseDamage } from "./damage/name.ts";
export { meanNoise, type NoiseOptions, noise, normNoise } from "./damage/noise.ts";
export { gunzipped } from "./gzip.ts";
export { readIdx, readIdxLabels, readIdxPictures } from "./idx.ts";
export { readNpy, writeNpy } from "./npy.ts";
export { readNpz, writeNpz } from "./npz.ts";
export { arrayFromMatrix, matrixFromArray, type NumericArray } from "./numeric-array.ts";
export { blackPicture, type Picture } from "./picture.ts";
export { type PictureSet, pictureSet } from "./picture-set.ts";
export { resized } from "./resized.ts";
export { metadataJson, readSafetensors, type Safetensors, writeSafetensors } from "./safetensors.ts";
export { drawScene, drawScenes } from "./scene/scene.ts";
export { type ColumnOptions, type SeriesColumn, seriesColumn } from "./series/column.ts";
export { ettParts, partsByShare, type SeriesParts, type Stretch } from "./series/parts.ts";
export { readSeries, type Series } from "./series/series.ts";
export { stepText, type TimeGrid, type TimeStep, timeAt, timeText } from "./series/time-step.ts";
export { readTar } from "./tar-archive.ts";
