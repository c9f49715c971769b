export { recompressJpeg } from "./damage/jpeg.node.ts";
export { isArrayFile, readArrayFile, readBytes, writeBytes } from "./file.node.ts";
export {
  type FolderPictures,
  listPictures,
  readFolder,
  readPicture,
  readThumbnail,
  shrunk,
  toPng,
  writePng,
} from "./pictures.node.ts";
