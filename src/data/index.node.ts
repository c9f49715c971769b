export { type BagFolderOptions, readBagFolder } from "./bags/bag-folder.node.ts";
export { openBags } from "./bags/open-bags.node.ts";
export { type ClassFolder, type ClassFolderOptions, readClassFolder } from "./class-folder.node.ts";
export { recompressJpeg } from "./damage/jpeg.node.ts";
export { readArrayFile, readBytes, writeBytes } from "./file.node.ts";
export { type FinishedCells, openFinishedCells } from "./finished-cells.node.ts";
export {
  type ConvertPictures,
  convertFolder,
  type FolderOptions,
  type FolderPictures,
  listPictures,
  type PictureFormat,
  pictureFormatOf,
  readFolder,
  readPicture,
  readThumbnail,
  toPng,
  writePicture,
  writePng,
} from "./pictures.node.ts";
export { isSystemError, notAFile, systemReason } from "./system-reason.node.ts";
