export { experimentNamed, experiments } from "./all.ts";
export {
  type BagDataName,
  type DataName,
  dataFolder,
  type ExperimentData,
  type FilesName,
  MissingDataError,
  type NeededData,
  openData,
} from "./data.ts";
export {
  defineExperiment,
  type Experiment,
  type Preset,
  type PresetName,
  presetNames,
  type Result,
  type Summary,
} from "./experiment.ts";
export {
  gateFailed,
  type ResultDocument,
  type ResultFiles,
  resultFiles,
  writeResults,
} from "./result-files.ts";
export { InterruptedError, type RunOptions, runExperiment } from "./run.ts";
