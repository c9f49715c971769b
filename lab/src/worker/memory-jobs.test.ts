import { describe, expect, it } from "vitest";
import { cueOf } from "../cue/cue.ts";
import type { Apartness } from "../separation/before-after.ts";
import type { JobContext } from "./job.ts";
import { memoryJobs, type Progress } from "./memory-jobs.ts";
import { pause } from "./serve.ts";

const quiet: JobContext<unknown> = { tell: () => {}, stopped: () => false };

describe("the worker that holds the memory", () => {
  it("draws, remembers, recalls, settles and separates", async () => {
    const jobs = memoryJobs();
    const heard: Progress[] = [];
    const context: JobContext<Progress> = { ...quiet, tell: (news) => heard.push(news) };
    const { names, atlas } = await jobs.scenes({ seed: 1, count: 6 }, context);
    expect(names).toEqual(["scene 1", "scene 2", "scene 3", "scene 4", "scene 5", "scene 6"]);
    expect([atlas.columns, atlas.width]).toEqual([3, 3 * atlas.side]);
    expect(heard.every(({ total }) => total === 6)).toBe(true);

    const cue = cueOf(jobs.picture({ item: 2 }), [{ kind: "damage", name: "half:top" }], 1);
    expect((await jobs.recall(cue)).items[0].name).toBe("scene 3");
    const [film] = await jobs.settle({ cue, choices: [{ name: "sparse", values: {} }] });
    expect([film.closest.item, film.frames.at(-1)?.mixes, film.converged]).toEqual([2, 1, true]);

    const stages: Apartness[] = [];
    const settings = { beta: 20, damage: "noise:0.1", seed: 1, count: 6, iterations: 3 };
    await jobs.separate(settings, { ...quiet, tell: (stage) => stages.push(stage) });
    expect(stages.map(({ iterations }) => iterations)).toEqual([0, 0, 1, 3]);
  });

  it("draws the same scenes for the same seed, and strangers that are none of them", async () => {
    const [one, other] = [memoryJobs(), memoryJobs()];
    await one.scenes({ seed: 5, count: 2 }, quiet);
    await other.scenes({ seed: 5, count: 2 }, quiet);
    expect(other.picture({ item: 1 })).toEqual(one.picture({ item: 1 }));
    expect(one.stranger({ seed: 5 })).not.toEqual(one.picture({ item: 0 }));
  });

  it("keeps what it had where it is stopped on the way to something else", async () => {
    const jobs = memoryJobs();
    await jobs.scenes({ seed: 1, count: 2 }, quiet);
    let stopped = false;
    const drawing = jobs.scenes({ seed: 2, count: 10_000 }, { ...quiet, stopped: () => stopped });
    await pause();
    stopped = true;
    await expect(drawing).rejects.toThrow("nobody waits");
    expect(() => jobs.picture({ item: 1 })).not.toThrow();
    expect(() => jobs.picture({ item: 2 })).toThrow();
  });

  it("says that nothing is there before anything is", () => {
    expect(() => memoryJobs().picture({ item: 0 })).toThrow("nothing is remembered yet");
  });
});
