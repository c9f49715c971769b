import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Gate } from "./gate.ts";

/** What the server counts, for Prometheus. */
export interface Metrics {
  /** The numbers as text, and the type of that text. */
  text(): Promise<{ text: string; type: string }>;
  answered(request: { method: string; route: string; status: number; seconds: number }): void;
  recalled(outcome: string, seconds: number): void;
  /** Shows how full a gate is from now on. */
  watch(name: string, gate: Gate): void;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Numbers of this server alone: several in one process don't mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    ...{ name: "madeleine_http_request_duration_seconds", help: "How long requests took", registers },
    ...{ labelNames: ["method", "route", "status"] as const, buckets: seconds },
  });
  const recalls = new Histogram({
    ...{
      name: "madeleine_recall_duration_seconds",
      help: "How long recalls took, waiting included",
      registers,
    },
    ...{ labelNames: ["outcome"] as const, buckets: seconds },
  });
  const refused = new Counter({
    ...{ name: "madeleine_refused_total", help: "Requests refused as there was too much to do", registers },
  });
  const gates = new Map<string, Gate>();
  new Gauge({
    ...{ name: "madeleine_underway", help: "What is under way, and what waits for its turn", registers },
    labelNames: ["kind", "state"] as const,
    collect() {
      for (const [kind, gate] of gates) {
        this.set({ kind, state: "inside" }, gate.inside);
        this.set({ kind, state: "waiting" }, gate.waiting);
      }
    },
  });
  return {
    text: async () => ({ text: await registry.metrics(), type: registry.contentType }),
    answered: ({ method, route, status, seconds: took }) => {
      requests.observe({ method, route, status: String(status) }, took);
      if (status === 503) refused.inc();
    },
    recalled: (outcome, took) => recalls.observe({ outcome }, took),
    watch: (name, gate) => void gates.set(name, gate),
  };
}
