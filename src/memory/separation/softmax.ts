import { logSumExp, softmaxRow } from "../../math/index.ts";
import type { Separation } from "./separation.ts";

/** p = softmax(β s): the dense model. Its potential is log Σ exp(β s). Ramsauer et al. 2020, eq. 3. */
export const softmax: Separation = {
  name: "softmax",
  form: { kind: "softmax" },
  weights: softmaxRow,
  potential: logSumExp,
};
