import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Handle } from "@lyceum/client";
import type { Counts, FlightSite } from "./site.ts";

/** What the coordinator found out of a route. */
export interface RouteDelays {
  /** Length in miles, by which a route is known. */
  readonly route: number;
  readonly flights: number;
  /** Minutes. */
  readonly median: number;
  /** Minutes that 95 of 100 flights do not exceed. */
  readonly p95: number;
}

/** A guess at the median delay of all flights, from what was sampled so far. */
export interface Estimate {
  readonly median: number;
  readonly sampled: number;
  readonly rounds: number;
}

const SAMPLE = 50;
const ROUND_MS = 100;

/** Answers questions about all flights by asking the sites, in parallel, for counts of theirs. */
export class Coordinator extends Agent {
  static override readonly typeName = "Coordinator";
  static override readonly doc = "Answers what no single shard can.";
  static override readonly parameters = { sites: { doc: "All the sites.", as: "handles" } } as const;
  static override readonly actions = {
    busiestRoutes: { doc: "Median and 95th percentile of the delays on the busiest routes.", parameters: { count: {} } },
    estimate: { doc: "The running estimate of the median delay of all flights." },
  };
  static override readonly loops = { track: { doc: "Keeps the running estimate." } };

  readonly #sites: readonly Handle<FlightSite>[];
  readonly #sampled: Counts = {};
  #rounds = 0;

  constructor(sites: readonly Handle<FlightSite>[]) {
    super();
    this.#sites = sites;
  }

  async busiestRoutes(count: number): Promise<RouteDelays[]> {
    const perRoute = merge(await Promise.all(this.#sites.map((site) => site.flightsPerRoute())));
    const busiest = Object.entries(perRoute)
      .map(([route, flights]) => ({ route: Number(route), flights }))
      .sort((one, other) => other.flights - one.flights || one.route - other.route)
      .slice(0, count);
    const routes = busiest.map(({ route }) => route);
    const delays = await Promise.all(this.#sites.map((site) => site.delays(routes)));
    return busiest.map(({ route, flights }) => {
      const counts = merge(delays.map((ofSite) => ofSite[route] ?? {}));
      return { route, flights, median: medianOf(counts), p95: atRank(counts, Math.ceil(0.95 * flights)) };
    });
  }

  async estimate(): Promise<Estimate> {
    return { median: medianOf(this.#sampled), sampled: sizeOf(this.#sampled), rounds: this.#rounds };
  }

  async track(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      for (const delay of (await Promise.all(this.#sites.map((site) => site.sample(SAMPLE)))).flat()) {
        this.#sampled[delay] = (this.#sampled[delay] ?? 0) + 1;
      }
      this.#rounds += 1;
      await sleep(ROUND_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

function merge(parts: readonly Counts[]): Counts {
  const all: Counts = {};
  for (const part of parts) for (const [value, count] of Object.entries(part)) all[value] = (all[value] ?? 0) + count;
  return all;
}

function sizeOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The value at a rank, from 1, of all values in ascending order. */
function atRank(counts: Counts, rank: number): number {
  let seen = 0;
  for (const value of Object.keys(counts)
    .map(Number)
    .sort((one, other) => one - other)) {
    seen += counts[value] ?? 0;
    if (seen >= rank) return value;
  }
  return Number.NaN;
}

function medianOf(counts: Counts): number {
  const size = sizeOf(counts);
  return (atRank(counts, Math.floor((size + 1) / 2)) + atRank(counts, Math.ceil((size + 1) / 2))) / 2;
}
