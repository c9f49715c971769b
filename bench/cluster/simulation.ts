/** A cluster that isn't there, and what it is to hold. */
export interface ClusterPlan {
  /** N, over all shards. */
  readonly patterns: number;
  /** d. */
  readonly dimension: number;
  /** Servers, one shard each. */
  readonly shards: number;
  /** Of each server. */
  readonly cores: number;
  /** What a server reads of its memory per second, in bytes. */
  readonly bandwidth: number;
  /** What the server that is asked receives per second, in bytes. */
  readonly network: number;
  /** How much slower the slowest shard is than the others. */
  readonly straggler: number;
  /** How many items are asked for. */
  readonly k: number;
  /** Programs that insert at once. */
  readonly clients: number;
}

/** What was measured. */
export interface ClusterRates {
  /** Numbers (patterns × dimension) that one core scores per second. */
  readonly top: number;
  /** Numbers that one core scores, weighs and sums per second. */
  readonly step: number;
  /** Numbers that one inserting program gets kept per second. */
  readonly insert: number;
  /** Seconds that a statement takes over next to nothing. */
  readonly overhead: number;
}

export interface Simulated {
  /** Seconds for one exact top-K. */
  readonly topSeconds: number;
  /** Seconds for one exact dense step. */
  readonly stepSeconds: number;
  /** Seconds to insert everything; the servers are taken to keep up. */
  readonly insertSeconds: number;
  /** Bytes of vectors on each server: as memory to answer at these rates, and as disk. */
  readonly bytesPerServer: number;
  /** Bytes that the server that is asked receives for one top-K, and for one dense step. */
  readonly topBytes: number;
  readonly stepBytes: number;
  /** What a core's rate comes down to, where memory is the narrower way: "cores" or "memory". */
  readonly topLimit: "cores" | "memory";
  readonly stepLimit: "cores" | "memory";
}

/** Beside a vector: an id, a version, a state, and marks. */
const ROW_BYTES = 40;
/** The buckets that each shard gives. */
const BUCKETS = 3;

/**
 * Time = overhead + straggler × N d / (shards × min(cores × rate, bandwidth / 4)) + bytes received / network. Shards
 * work at once and their answers arrive at one server, which only passes them on.
 */
export function simulate(plan: ClusterPlan, rates: ClusterRates): Simulated {
  const { patterns, dimension, shards, cores, bandwidth, network, straggler, k, clients } = plan;
  const numbers = (patterns * dimension) / shards;
  const fromMemory = bandwidth / 4;
  const topBytes = shards * (k + 8) * (4 * dimension + ROW_BYTES);
  const stepBytes = shards * BUCKETS * (8 * dimension + ROW_BYTES);
  const seconds = (rate: number, bytes: number): number =>
    rates.overhead + (straggler * numbers) / Math.min(cores * rate, fromMemory) + bytes / network;
  const limit = (rate: number): "cores" | "memory" => (cores * rate <= fromMemory ? "cores" : "memory");
  return {
    topSeconds: seconds(rates.top, topBytes),
    stepSeconds: seconds(rates.step, stepBytes),
    insertSeconds: (patterns * dimension) / (clients * rates.insert),
    bytesPerServer: (patterns / shards) * (4 * dimension + ROW_BYTES),
    topBytes,
    stepBytes,
    topLimit: limit(rates.top),
    stepLimit: limit(rates.step),
  };
}
