import { type Random, uniform } from "../../math/index.ts";
import type { Canvas } from "./canvas.ts";
import { oneOf } from "./colour.ts";
import type { Season } from "./cover.ts";
import { paintForest } from "./forest.ts";
import * as inland from "./inland.ts";
import { createMood } from "./mood.ts";
import { mountains, volcano } from "./relief.ts";
import * as shore from "./shore.ts";
import { createStage, type Stage, type View } from "./stage.ts";

/** A subject: how often it is drawn, the hours it is shown at, its camera, and how it is painted. */
interface Composition {
  readonly weight: number;
  readonly hours: readonly string[];
  readonly view?: (random: Random) => Partial<View>;
  paint(stage: Stage): void;
}

/** Composes and paints everything but the finish; returns the stage. */
export function compose(canvas: Canvas, random: Random): Stage {
  const composition = chosen(random);
  const mood = createMood(oneOf(random, composition.hours), random);
  const stage = createStage(canvas, random, mood, composition.view?.(random));
  composition.paint(stage);
  return stage;
}

function chosen(random: Random): Composition {
  const all = Object.values(compositions);
  let left = random.next() * all.reduce((sum, { weight }) => sum + weight, 0);
  for (const composition of all) {
    left -= composition.weight;
    if (left < 0) return composition;
  }
  return all[0] as Composition;
}

const words = (text: string): readonly string[] => text.split(" ");
const daylight = words("noon noon noon morning morning golden golden sunset rose dusk overcast storm mist");
const dry = words("noon noon morning golden golden sunset rose dust dusk");
const bright = words("noon noon morning golden golden rose sunset");
const forestSeasons: readonly Season[] = ["summer", "spring", "autumn", "autumn", "winter"];

const high = (random: Random): Partial<View> => ({
  horizon: uniform(random, 0.45, 0.68),
  focal: uniform(random, 1, 1.5),
});
const low = (random: Random): Partial<View> => ({ horizon: uniform(random, 0.6, 0.82) });
const sea = (random: Random): Partial<View> => ({
  horizon: uniform(random, 0.36, 0.62),
  eye: uniform(random, 0.5, 1.1),
});
const quay = (random: Random): Partial<View> => ({ horizon: uniform(random, 0.48, 0.6) });

const compositions: Record<string, Composition> = {
  mountains: {
    weight: 5,
    hours: [...daylight, "night", "aurora"],
    view: high,
    paint: (stage) => inland.paintMountains(stage, mountains),
  },
  volcano: {
    weight: 0.9,
    hours: daylight,
    view: high,
    paint: (stage) => inland.paintMountains(stage, volcano),
  },
  country: { weight: 4, hours: [...daylight, "night"], paint: inland.paintCountry },
  dunes: { weight: 2, hours: [...dry, "night"], paint: (stage) => inland.paintDesert(stage, "dunes") },
  mesas: { weight: 2, hours: [...dry, "storm"], paint: (stage) => inland.paintDesert(stage, "mesas") },
  savanna: { weight: 1.5, hours: dry, paint: inland.paintSavanna },
  flowers: { weight: 2, hours: [...bright, "overcast"], paint: inland.paintFlowers },
  balloons: { weight: 1.5, hours: bright, view: low, paint: inland.paintBallooning },
  forest: {
    weight: 2.5,
    hours: words("noon morning golden mist overcast"),
    paint: (stage) => paintForest(stage, oneOf(stage.random, forestSeasons)),
  },
  coast: {
    weight: 2.5,
    hours: [...daylight, "tropic", "tropic", "tropic"],
    view: sea,
    paint: (stage) => shore.paintSea(stage, "coast"),
  },
  cliffs: { weight: 1.8, hours: daylight, view: sea, paint: (stage) => shore.paintSea(stage, "cliffs") },
  islands: {
    weight: 1.8,
    hours: [...daylight, "tropic", "tropic", "night"],
    view: sea,
    paint: (stage) => shore.paintSea(stage, "islands"),
  },
  sea: {
    weight: 1.3,
    hours: [...daylight, "tropic"],
    view: sea,
    paint: (stage) => shore.paintSea(stage, "open"),
  },
  ice: { weight: 1, hours: [...bright, "dusk", "aurora"], view: sea, paint: shore.paintIce },
  city: { weight: 2.6, hours: [...daylight, "night", "dusk", "dusk"], view: low, paint: shore.paintCity },
  harbour: {
    weight: 2,
    hours: words("noon noon morning golden sunset dusk night overcast"),
    view: quay,
    paint: shore.paintHarbour,
  },
};
