export {
  type Answer,
  type Calibration,
  type Cue,
  calibrate,
  calibrateVectors,
  Memory,
  type RecallOptions,
  runTrials,
} from "./bank/index.ts";
export { retrieve } from "./memory/index.ts";
