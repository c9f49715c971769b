import { createRandom, integer, type Random, uniform } from "../../math/index.ts";
import { type Building, buildingLook, church, house, lighthouse, windmill } from "./building.ts";
import { type Colour, hex, oneOf, varied } from "./colour.ts";
import { type Cover, leafColour, type Season } from "./cover.ts";
import type { Relief } from "./relief.ts";
import type { Stage } from "./stage.ts";
import type { Prop, Terrain } from "./terrain.ts";
import { bareTree, broadleaf, conifer, cypress, lump, palm, type Tree } from "./tree.ts";

/** A terrain of a relief and what covers it, from just below the picture's lower edge to far away. */
export function terrainOf({ view }: Stage, relief: Relief, cover: Cover, water?: Colour): Terrain {
  const near = (0.55 * view.focal * view.eye) / (1 - view.horizon);
  const base = { near, far: 130, height: relief, colour: cover };
  return water ? { ...base, water } : base;
}

/** Where things stand: how many, how far away, and how high (in units of length). */
export interface Planting {
  readonly count: number;
  readonly near: number;
  readonly far: number;
  readonly height: readonly [number, number];
}

/** A place in view between `near` and `far`, nearer ones as likely as the ground they cover. */
function standingPlace(
  { random, view, canvas }: Stage,
  { near, far }: Pick<Planting, "near" | "far">,
): readonly [number, number] {
  const z = near * (far / near) ** Math.sqrt(random.next());
  return [((uniform(random, -0.08, 1.08) * canvas.aspect - view.centre) * z) / view.focal, z];
}

/** Woods of one kind in clumps. */
export function trees(stage: Stage, kind: Tree, season: Season, planting: Planting): Prop[] {
  const { random, noise } = stage;
  const props: Prop[] = [];
  const [clump, seed] = [uniform(random, 2.5, 6), uniform(random, 0, 99)];
  const base = leafColour(stage, season);
  for (let tries = 0; tries < planting.count * 4 && props.length < planting.count; tries++) {
    const [x, z] = standingPlace(stage, planting);
    const height = uniform(random, planting.height[0], planting.height[1]);
    const leaf = varied(random, season === "autumn" ? leafColour(stage, season) : base, 0.15);
    const own = createRandom(Math.floor(random.next() * 2 ** 31));
    if (noise(x / clump + seed, z / clump) < -0.05) continue;
    const snow = season === "winter" ? 0.75 : 0;
    props.push({
      x,
      z,
      paint: (canvas, spot) => kind(canvas, spot, { size: height * spot.scale, leaf, snow, random: own }),
    });
  }
  return props;
}

/** Bushes or boulders near the camera. */
export function bushes(stage: Stage, season: Season, count: number): Prop[] {
  const { random } = stage;
  const stone = random.next() < 0.4;
  return Array.from({ length: count }, () => {
    const [x, z] = standingPlace(stage, { near: 2, far: 9 });
    const height = uniform(random, 0.06, 0.2);
    const leaf = stone ? varied(random, hex(0x8a8680), 0.15) : leafColour(stage, season);
    const own = createRandom(Math.floor(random.next() * 2 ** 31));
    const snow = season === "winter" ? 0.7 : 0;
    return {
      x,
      z,
      paint: (canvas, spot) => lump(canvas, spot, { size: height * spot.scale, leaf, snow, random: own }),
    };
  });
}

/** One tree close by, to one side. */
export function heroTree(stage: Stage, season: Season, kind: Tree = treeKind(stage.random, season)): Prop[] {
  const { random, canvas, view } = stage;
  const z = uniform(random, 3, 5);
  const side = random.next() < 0.5 ? uniform(random, 0.08, 0.36) : uniform(random, 0.64, 0.92);
  const x = ((side * canvas.aspect - view.centre) * z) / view.focal;
  const height = uniform(random, 1.1, 1.9);
  const [leaf, own] = [leafColour(stage, season), createRandom(Math.floor(random.next() * 2 ** 31))];
  const snow = season === "winter" ? 0.7 : 0;
  return [
    {
      x,
      z,
      paint: (canvas, spot) => kind(canvas, spot, { size: height * spot.scale, leaf, snow, random: own }),
    },
  ];
}

/** Buildings standing about. */
export function buildings(stage: Stage, kind: Building, season: Season, planting: Planting): Prop[] {
  const { random, mood } = stage;
  return Array.from({ length: planting.count }, () => {
    const [x, z] = standingPlace(stage, planting);
    const height = uniform(random, planting.height[0], planting.height[1]);
    const own = createRandom(Math.floor(random.next() * 2 ** 31));
    const look = buildingLook(own, height, mood.night > 0.2, season === "winter");
    return { x, z, paint: (canvas, spot) => kind(canvas, spot, { ...look, size: height * spot.scale }) };
  });
}

/** Some trees that go with the season. */
export function treeKind(random: Random, season: Season, southern = false): Tree {
  if (southern) return oneOf(random, [cypress, cypress, broadleaf, palm]);
  if (season === "winter") return oneOf(random, [conifer, conifer, bareTree]);
  return oneOf(random, [broadleaf, broadleaf, conifer, cypress]);
}

/** A hamlet: a few houses close together, perhaps with a church, a windmill or a lighthouse. */
export function hamlet(
  stage: Stage,
  season: Season,
  landmark: "church" | "windmill" | "lighthouse" | "none",
): Prop[] {
  const { random, canvas, view } = stage;
  const z0 = uniform(random, 7, 15);
  const x0 = ((uniform(random, 0.15, 0.85) * canvas.aspect - view.centre) * z0) / view.focal;
  const count = landmark === "none" ? 1 + integer(random, 4) : 2 + integer(random, 8);
  const planting = { count, near: z0, far: z0 * 1.7, height: [0.45, 0.75] as const };
  const houses = buildings(stage, house, season, planting).map((prop) => ({
    ...prop,
    x: x0 + normalised(random) * 2.6,
  }));
  if (landmark === "none") return houses;
  const kinds = { church, windmill, lighthouse };
  const tall = { count: 1, near: z0 * 0.95, far: z0, height: [1.3, 2.1] as const };
  return [...houses, ...buildings(stage, kinds[landmark], season, tall).map((prop) => ({ ...prop, x: x0 }))];
}

function normalised(random: Random): number {
  return random.next() + random.next() + random.next() - 1.5;
}

/** A colour of open water for the hour and the place. */
export function waterBody({ random, mood }: Stage, tropical: boolean): { deep: Colour; shallow: Colour } {
  if (tropical)
    return { deep: varied(random, hex(0x0f6fae), 0.1), shallow: varied(random, hex(0x4fd6cc), 0.1) };
  const deep = oneOf(random, [0x1d4560, 0x23525c, 0x2b4a56, 0x1a3550, 0x2f5a50]);
  const shallow = oneOf(random, [0x2f6a74, 0x3a6660, 0x3f5f70]);
  return {
    deep: varied(random, hex(deep), 0.12),
    shallow: varied(random, hex(mood.night > 0 ? deep : shallow), 0.12),
  };
}
