import { integer, uniform } from "../../math/index.ts";
import { paintBalloons } from "./aloft.ts";
import { paintBoats, paintDinghy } from "./boat.ts";
import { hex, oneOf, varied } from "./colour.ts";
import { alpineCover, type Cover, meadowCover, type Season, sandCover, strataCover } from "./cover.ts";
import { beyond, fieldCover, rowCover, withPath } from "./field.ts";
import { paintHeavens, paintSeasonWeather } from "./heavens.ts";
import { bushes, hamlet, heroTree, terrainOf, treeKind, trees, waterBody } from "./landscape.ts";
import { dunes, hills, mesas, type mountains, pathOffset, plain, volcano } from "./relief.ts";
import type { Stage } from "./stage.ts";
import { type Prop, paintTerrain } from "./terrain.ts";
import { acacia, broadleaf, palm } from "./tree.ts";
import { paintWater } from "./water.ts";

const seasons: readonly Season[] = ["summer", "summer", "spring", "autumn", "winter"];

/** A range of mountains or one volcano, behind meadows and woods or a lake. */
export function paintMountains(stage: Stage, relief: typeof mountains | typeof volcano): void {
  const { random } = stage;
  const [season, lake] = [oneOf(random, seasons), random.next() < 0.55];
  paintHeavens(stage);
  const snowline = season === "winter" ? uniform(random, 0.2, 0.9) : uniform(random, 1.4, 5);
  const body = waterBody(stage, false);
  const rock = alpineCover(stage, season, snowline);
  const meadow = beyond(meadowCover(stage, season, false), rock, uniform(random, 5, 10));
  const woods = {
    count: integer(random, 130),
    near: uniform(random, 3, 9),
    far: 24,
    height: [0.4, 1] as const,
  };
  const props = [
    ...trees(stage, treeKind(random, season), season, woods),
    ...(random.next() < 0.25 ? hamlet(stage, season, oneOf(random, ["church", "none"])) : []),
    ...(random.next() < 0.5 ? bushes(stage, season, integer(random, 26)) : []),
    ...(random.next() < 0.2 ? heroTree(stage, season) : []),
  ];
  const cover = lake ? rock : maybePath(stage, meadow, season);
  paintTerrain(stage, terrainOf(stage, relief(stage, lake), cover, lake ? body.deep : undefined), props);
  if (lake) {
    paintWater(stage, { ...body, roughness: uniform(random, 0, 0.35) });
    const afloat = random.next();
    if (afloat < 0.3) paintBoats(stage, 1 + integer(random, 2));
    else if (afloat < 0.5) paintDinghy(stage, uniform(random, 0.25, 0.75), uniform(random, 0.8, 0.9), 0.2);
  }
  paintSeasonWeather(stage, season);
}

/** Half the time a lane or a stream through it. */
function maybePath({ random, noise }: Stage, cover: Cover, season: Season): Cover {
  if (random.next() < 0.5) return cover;
  const colours = season === "winter" ? [0xbcc4cc, 0x7c94a8] : [0xc4b08c, 0xa88a64, 0x6f9cb4];
  const colour = varied(random, hex(oneOf(random, colours)), 0.1);
  return withPath(
    cover,
    pathOffset(noise, uniform(random, 0, 50), 1),
    uniform(random, 0.16, 0.42),
    colour,
    0,
  );
}

/** Rolling country: fields or meadows, trees, a hamlet. */
export function paintCountry(stage: Stage): void {
  const { random } = stage;
  const season = oneOf(random, seasons);
  paintHeavens(stage);
  const fields = fieldCover(stage, season);
  const meadow = meadowCover(stage, season, season === "summer" && random.next() < 0.3);
  const ground = random.next() < 0.4 ? fields : beyond(meadow, fields, uniform(random, 4, 14));
  const kind = treeKind(random, season, random.next() < 0.25);
  const props: Prop[] = [
    ...trees(stage, kind, season, { count: 15 + integer(random, 90), near: 3.5, far: 40, height: [0.35, 1] }),
    ...(random.next() < 0.6
      ? hamlet(stage, season, oneOf(random, ["church", "windmill", "none", "none"]))
      : []),
    ...(random.next() < 0.4 ? heroTree(stage, season) : []),
    ...(random.next() < 0.3 ? bushes(stage, season, integer(random, 26)) : []),
  ];
  paintTerrain(stage, terrainOf(stage, hills(stage), maybePath(stage, ground, season)), props);
  paintSeasonWeather(stage, season);
}

/** Sand dunes, sometimes an oasis; or red table mountains, sometimes with a road. */
export function paintDesert(stage: Stage, subject: "dunes" | "mesas"): void {
  const { random, noise } = stage;
  paintHeavens(stage);
  if (subject === "dunes") {
    const palms = { count: 14, near: 5, far: 14, height: [0.8, 1.5] as const };
    const props = random.next() < 0.3 ? trees(stage, palm, "summer", palms) : [];
    paintTerrain(stage, terrainOf(stage, dunes(stage), sandCover(stage)), props);
    return;
  }
  const ground = strataCover(stage);
  const road = withPath(
    ground,
    pathOffset(noise, uniform(random, 0, 50), random.next()),
    0.42,
    hex(0x4a4648),
    0.8,
  );
  const props = random.next() < 0.6 ? bushes(stage, "summer", 10 + integer(random, 40)) : [];
  paintTerrain(stage, terrainOf(stage, mesas(stage), random.next() < 0.45 ? road : ground), props);
}

/** Dry grass, flat-topped trees, a far mountain. */
export function paintSavanna(stage: Stage): void {
  const { random } = stage;
  paintHeavens(stage);
  const herd = { count: 4 + integer(random, 26), near: 4, far: 34, height: [0.7, 1.5] as const };
  const props = [
    ...trees(stage, acacia, "summer", herd),
    ...bushes(stage, "summer", integer(random, 30)),
    ...(random.next() < 0.5 ? heroTree(stage, "summer", acacia) : []),
  ];
  const relief = random.next() < 0.4 ? volcano(stage, false) : plain(stage);
  paintTerrain(stage, terrainOf(stage, relief, meadowCover(stage, "summer", true)), props);
}

/** Rows of flowers, vines or crops up to a line of trees. */
export function paintFlowers(stage: Stage): void {
  const { random } = stage;
  const season: Season = oneOf(random, ["summer", "spring"]);
  paintHeavens(stage);
  const line = { count: 10 + integer(random, 60), near: 14, far: 34, height: [0.8, 1.8] as const };
  const props = [
    ...trees(stage, treeKind(random, season, random.next() < 0.3), season, line),
    ...(random.next() < 0.6 ? hamlet(stage, season, oneOf(random, ["windmill", "none", "church"])) : []),
    ...(random.next() < 0.2 ? heroTree(stage, season) : []),
  ];
  paintTerrain(
    stage,
    terrainOf(stage, random.next() < 0.5 ? plain(stage) : hills(stage), rowCover(stage)),
    props,
  );
  paintSeasonWeather(stage, season);
}

/** Balloons over fields or over red rocks. */
export function paintBallooning(stage: Stage): void {
  const { random } = stage;
  const season: Season = oneOf(random, ["summer", "spring", "autumn"]);
  paintHeavens(stage);
  if (random.next() < 0.5) {
    const props = trees(stage, broadleaf, season, { count: 40, near: 5, far: 40, height: [0.4, 0.9] });
    paintTerrain(stage, terrainOf(stage, hills(stage), fieldCover(stage, season)), props);
  } else {
    paintTerrain(stage, terrainOf(stage, mesas(stage), strataCover(stage)));
  }
  paintBalloons(stage, 2 + integer(random, 7));
}
