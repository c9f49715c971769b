import { type CapacityPoint, type CapacitySettings, capacityCurve } from "../capacity/capacity-curve.ts";
import { type PlaneInput, planeMap, type RollInput, roll } from "../landscape/roll.ts";
import type { JobContext } from "./job.ts";
import { pause } from "./serve.ts";

/** What can be asked of a worker that holds nothing: the plane, and how much memories hold. */
export function studyJobs() {
  return {
    plane: (input: PlaneInput) => planeMap(input),
    roll: (input: PlaneInput & Pick<RollInput, "start">) => roll(input),
    async capacity(settings: CapacitySettings, { tell, stopped }: JobContext<CapacityPoint>): Promise<void> {
      for await (const point of capacityCurve(settings)) {
        await pause();
        if (stopped()) return;
        tell(point);
      }
    },
  };
}

export type StudyJobs = ReturnType<typeof studyJobs>;
