import { fromRows, type Matrix, matrix, squaredDistance } from "madeleine/math";
import {
  dot,
  entmax,
  negativeSquaredEuclidean,
  openRetriever,
  type Separation,
  softmax,
  sparsemax,
} from "madeleine/memory";
import type { Definition } from "madeleine/zoo";
import type { KeptMemory } from "../memory/kept-memory.ts";
import { trajectoryOf } from "../models/trajectory.ts";
import { readOutShown, type Shown } from "../picture/album.ts";
import {
  distanceOff,
  energiesOn,
  flatPlane,
  lifted,
  lowered,
  type Plane,
  type Point,
  pointUnder,
  type Slice,
  sliceThrough,
  stateAt,
} from "./plane.ts";
import type { Landscape } from "./settings.ts";

/** Half the width of the plane that is shown. */
export const REACH = 1.25;

export interface PlaneInput {
  readonly points: readonly Point[];
  readonly model: Landscape;
  /** Cells of the map along each side. */
  readonly size: number;
}

export interface SliceInput {
  readonly items: readonly [number, number, number];
  readonly model: Landscape;
  readonly size: number;
}

export interface RollInput {
  readonly start: Point;
}

/** A map of energies, row by row; undefined where the model has none. */
export interface EnergyMap {
  readonly grid: Float32Array | undefined;
  readonly reach: number;
  /** Where the memories lie that the plane goes through. */
  readonly corners: readonly Point[];
}

/** The way of a state, seen on the plane. */
export interface Roll {
  readonly path: readonly Point[];
  readonly energies: readonly number[] | undefined;
  readonly converged: boolean;
  /** The memory that it ended nearest to, and how far from it. */
  readonly nearest: number;
  readonly distance: number;
  /** The memories that the end is made of: those with a tenth or more of the weight, the largest first. */
  readonly parts: readonly number[];
}

/** A way through the space of pictures. */
export interface PictureRoll extends Roll {
  /** What is read out at the start, and at the end. */
  readonly start: Shown;
  readonly end: Shown;
  /** How far off the plane it ended. */
  readonly off: number;
}

const separations: Record<Landscape["separation"], Separation> = { softmax, sparsemax, entmax: entmax(1.5) };

function definitionOf({ likeness, separation, beta }: Landscape): Definition {
  const similarity = likeness === "distance" ? negativeSquaredEuclidean : dot;
  return { similarity, separation: separations[separation], beta };
}

export function planeMap({ points, model, size }: PlaneInput): EnergyMap {
  const patterns = fromRows(points);
  const grid = energiesOn(flatPlane(REACH), patterns, { definition: definitionOf(model), size });
  return { grid, reach: REACH, corners: points };
}

export async function roll({ points, model, start }: PlaneInput & RollInput): Promise<Roll> {
  const patterns = fromRows(points);
  const way = await wayFrom(patterns, Float32Array.from(start), model);
  const flat = flatPlane(REACH);
  return rollOf(way, patterns, (state) => pointUnder(flat, state));
}

export function sliceMap({ memory }: KeptMemory, { items, model, size }: SliceInput): EnergyMap {
  const { plane, patterns, corners } = sliceThrough(memory.patterns, items);
  const definition = definitionOf({ ...model, likeness: "inner" });
  return { grid: energiesOn(plane, patterns, { definition, size }), reach: plane.reach, corners };
}

/** Lets a state go from a point of the slice; it may leave the plane. */
export async function rollInSlice(
  { album, memory }: KeptMemory,
  { items, model, start }: SliceInput & RollInput,
): Promise<PictureRoll> {
  const slice = sliceThrough(memory.patterns, items);
  const state = lifted(slice, stateAt(slice.plane, start));
  const way = await wayFrom(memory.patterns, state, { ...model, likeness: "inner" });
  const size = album.picture(items[0]);
  const end = way.states[way.states.length - 1];
  return {
    ...rollOf(way, memory.patterns, (at) => pointUnder(slice.plane, lowered(slice, at))),
    start: readOutShown(album, way.weights[0], size),
    end: readOutShown(album, way.weights[way.weights.length - 1], size),
    off: offOf(slice, slice.plane, end),
  };
}

function offOf(slice: Slice, plane: Plane, state: Float32Array): number {
  const inside = lowered(slice, state);
  const outside = squaredDistance(state, lifted(slice, inside));
  return Math.hypot(distanceOff(plane, inside), Math.sqrt(outside));
}

type Way = Awaited<ReturnType<typeof trajectoryOf>>;

/** Holding few patterns costs next to nothing, so that each way opens a retriever of its own. */
async function wayFrom(patterns: Matrix, start: Float32Array, model: Landscape): Promise<Way> {
  const retriever = await openRetriever(patterns, { threads: 1 });
  try {
    const definition = definitionOf(model);
    return await trajectoryOf(retriever, matrix(start, 1, start.length), { definition, steps: 300 });
  } finally {
    await retriever.close();
  }
}

/** A smaller part of a state isn't told. */
const LEAST_PART = 0.1;

function rollOf(
  { states, weights, energies, converged }: Way,
  patterns: Matrix,
  pointOf: (state: Float32Array) => Point,
): Roll {
  const end = states[states.length - 1];
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let n = 0; n < patterns.rows; n++) {
    const squared = squaredDistance(
      end,
      patterns.data.subarray(n * patterns.columns, (n + 1) * patterns.columns),
    );
    if (squared < least) [nearest, least] = [n, squared];
  }
  const last = weights[weights.length - 1].filter(({ weight }) => weight >= LEAST_PART);
  const parts = last.map(({ item }) => item);
  return { path: states.map(pointOf), energies, converged, nearest, distance: Math.sqrt(least), parts };
}
