import { integer, uniform } from "../../math/index.ts";
import { paintBoats, paintDinghy } from "./boat.ts";
import { oneOf } from "./colour.ts";
import { coastCover, iceCover } from "./cover.ts";
import { paintHeavens, paintSeasonWeather } from "./heavens.ts";
import { hamlet, terrainOf, trees, waterBody } from "./landscape.ts";
import { coast, islands, type Relief } from "./relief.ts";
import type { Stage } from "./stage.ts";
import { paintTerrain } from "./terrain.ts";
import { paintBridge, paintQuay, paintSkyline } from "./town.ts";
import { broadleaf, cypress, palm } from "./tree.ts";
import { flood, paintWater } from "./water.ts";

/** What a sea piece shows. */
export type SeaSubject = "coast" | "cliffs" | "islands" | "open";

/** The sea with a beach, cliffs, islands or nothing but boats. */
export function paintSea(stage: Stage, subject: SeaSubject): void {
  const { random, mood } = stage;
  paintHeavens(stage);
  const tropical = mood.name === "tropic" || (random.next() < 0.2 && mood.night === 0);
  const body = waterBody(stage, tropical);
  const kind = tropical ? palm : oneOf(random, [broadleaf, cypress]);
  const planting = { count: subject === "open" ? 0 : 28, near: 4, far: 26, height: [0.6, 1.5] as const };
  const landmark = subject !== "open" && random.next() < 0.4 ? hamlet(stage, "summer", "lighthouse") : [];
  const props = [...trees(stage, kind, "summer", planting), ...landmark];
  paintTerrain(
    stage,
    terrainOf(stage, reliefOf(stage, subject), coastCover(stage, "summer"), body.deep),
    props,
  );
  const roughness = mood.name === "storm" ? uniform(random, 0.6, 1) : uniform(random, 0.05, 0.6);
  paintWater(stage, { ...body, roughness });
  if (subject === "open" || random.next() < 0.5) paintBoats(stage, 1 + integer(random, 5));
  paintSeasonWeather(stage, "summer");
}

function reliefOf(stage: Stage, subject: SeaSubject): Relief {
  if (subject === "open") return () => -1;
  return subject === "islands" ? islands(stage) : coast(stage, subject === "cliffs");
}

/** Icebergs. */
export function paintIce(stage: Stage): void {
  const { random } = stage;
  paintHeavens(stage);
  const body = waterBody(stage, random.next() < 0.4);
  paintTerrain(stage, terrainOf(stage, islands(stage), iceCover(stage), body.deep));
  paintWater(stage, { ...body, roughness: uniform(random, 0, 0.35) });
  paintSeasonWeather(stage, "winter");
}

/** A skyline across a river, perhaps with a bridge. */
export function paintCity(stage: Stage): void {
  const { random, canvas, view } = stage;
  paintHeavens(stage);
  const shore = view.horizon + uniform(random, 0.01, 0.06);
  paintSkyline(stage, shore, uniform(random, 0.22, 0.5));
  flood(canvas, shore);
  if (random.next() < 0.4) paintBridge(stage, shore - uniform(random, 0, 0.05), shore + 0.1);
  paintWater(stage, { ...waterBody(stage, false), roughness: uniform(random, 0.05, 0.4) });
  if (random.next() < 0.4) paintBoats(stage, 1 + integer(random, 3));
  paintSeasonWeather(stage, "summer");
}

/** Painted houses along a quay. */
export function paintHarbour(stage: Stage): void {
  const { random, canvas, view } = stage;
  paintHeavens(stage);
  const quay = view.horizon + uniform(random, 0.06, 0.12);
  paintQuay(stage, quay);
  flood(canvas, quay + 0.022);
  paintWater(stage, { ...waterBody(stage, false), roughness: uniform(random, 0.02, 0.3) });
  paintBoats(stage, 1 + integer(random, 4));
  if (random.next() < 0.4) paintDinghy(stage, uniform(random, 0.2, 0.8), uniform(random, 0.84, 0.92), 0.24);
}
