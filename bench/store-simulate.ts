import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureRates } from "./cluster/rates.ts";
import { type ClusterPlan, type ClusterRates, simulate } from "./cluster/simulation.ts";

/*
 * npm run simulate:cluster -- --patterns 1e9 --dimension 256 --shards 100 --cores 32 [--measure clickhouse://…]
 *
 * Says what a ClickHouse cluster of that size would take for one exact top-K and one exact dense step, from rates per
 * core: those given, in millions of numbers per second (npm run test:cluster prints some; the defaults are those of
 * 200,000 × 256 on three shards on one machine of two cores), or those measured now on the cluster of --measure.
 */
const { values } = parseArgs({
  options: {
    patterns: { type: "string", default: "1e9" },
    dimension: { type: "string", default: "256" },
    shards: { type: "string", default: "100" },
    cores: { type: "string", default: "32" },
    k: { type: "string", default: "32" },
    "memory-gbps": { type: "string", default: "100" },
    "network-gbps": { type: "string", default: "10" },
    clients: { type: "string", default: "10" },
    straggler: { type: "string", default: "1.5" },
    "top-rate": { type: "string", default: "750" },
    "step-rate": { type: "string", default: "280" },
    "insert-rate": { type: "string", default: "20" },
    "overhead-ms": { type: "string", default: "10" },
    measure: { type: "string" },
    "measured-cores": { type: "string", default: String(cpus().length) },
  },
});

function numberOf(name: Exclude<keyof typeof values, "measure">): number {
  const value = Number(values[name]);
  if (value > 0 && Number.isFinite(value)) return value;
  process.stderr.write(`simulate:cluster: --${name} must be a number > 0, got ${values[name]}\n`);
  process.exit(2);
}

const plan: ClusterPlan = {
  patterns: numberOf("patterns"),
  dimension: numberOf("dimension"),
  shards: numberOf("shards"),
  cores: numberOf("cores"),
  k: numberOf("k"),
  clients: numberOf("clients"),
  bandwidth: 1e9 * numberOf("memory-gbps"),
  network: (1e9 / 8) * numberOf("network-gbps"),
  straggler: numberOf("straggler"),
};

const rates: ClusterRates =
  values.measure === undefined
    ? {
        top: 1e6 * numberOf("top-rate"),
        step: 1e6 * numberOf("step-rate"),
        insert: 1e6 * numberOf("insert-rate"),
        overhead: numberOf("overhead-ms") / 1000,
      }
    : await measureRates(values.measure, { dimension: plan.dimension, cores: numberOf("measured-cores") });

const found = simulate(plan, rates);
const millions = (rate: number): string => `${(rate / 1e6).toFixed(0)} million numbers/s`;
const seconds = (time: number): string =>
  time < 1 ? `${(1000 * time).toFixed(0)} ms` : `${time.toFixed(1)} s`;
const bytes = (count: number): string =>
  count < 1e9 ? `${(count / 1e6).toFixed(2)} MB` : `${(count / 1e9).toFixed(1)} GB`;

process.stdout.write(`${plan.patterns.toExponential(0)} patterns × ${plan.dimension}, ${plan.shards} shards of ${plan.cores} cores

exact top-${plan.k}      ${seconds(found.topSeconds)} per query (limited by ${found.topLimit}), ${bytes(found.topBytes)} received
exact dense step   ${seconds(found.stepSeconds)} per query (limited by ${found.stepLimit}), ${bytes(found.stepBytes)} received
insert             ${seconds(found.insertSeconds)} for all by ${plan.clients} programs
each server        ${bytes(found.bytesPerServer)} of vectors, in memory (page cache) and on disk; ${bytes(found.bytesPerServer * plan.shards)} in all

It assumes: ${values.measure === undefined ? "rates given or by default" : `rates measured on ${new URL(values.measure).host}`} per core: top ${millions(rates.top)}, step ${millions(rates.step)};
${millions(rates.insert)} per inserting program, and servers that keep up;
${seconds(rates.overhead)} per statement; all cores of a server share a query evenly; vectors are in memory, read at most at ${values["memory-gbps"]} GB/s;
the slowest shard takes ${values.straggler} × the others' time; answers arrive at one server at ${values["network-gbps"]} Gbit/s; one query at a time.
Nothing here was run at that size.
`);
