import { readFile } from "node:fs/promises";
import { Agent } from "@lyceum/client";

interface Flight {
  /** Arrival delay in minutes; negative means early. */
  readonly delay: number;
  /** Length in miles. The data has no airports: a route is known by its length. */
  readonly distance: number;
}

/** How often each value occurs, by value. */
export type Counts = Record<string, number>;

/** Owns one shard of the flights: it alone reads it, and tells others counts. */
export class FlightSite extends Agent {
  static override readonly typeName: string = "FlightSite";
  static override readonly doc = "Owns one shard of the flights.";
  static override readonly actions = {
    flightsPerRoute: { doc: "How many flights each route has." },
    delays: { doc: "How often each delay occurs, for some routes.", parameters: { routes: { doc: "Lengths in miles." } } },
    sample: { doc: "The delays of some flights, drawn at random.", parameters: { size: {} } },
  };

  readonly #shard: string;
  #flights: readonly Flight[] = [];

  constructor(shard: string) {
    super();
    this.#shard = shard;
  }

  override async onStartup(): Promise<void> {
    this.#flights = JSON.parse(await readFile(this.#shard, "utf8"));
    this.log.info(`read ${this.#flights.length} flights from ${this.#shard}`);
  }

  async flightsPerRoute(): Promise<Counts> {
    return countOf(this.#flights.map(({ distance }) => distance));
  }

  async delays(routes: readonly number[]): Promise<Record<string, Counts>> {
    const byRoute = new Map<number, number[]>(routes.map((route) => [route, []]));
    for (const { distance, delay } of this.#flights) byRoute.get(distance)?.push(delay);
    return Object.fromEntries([...byRoute].map(([route, delays]) => [route, countOf(delays)]));
  }

  async sample(size: number): Promise<number[]> {
    return Array.from({ length: size }, () => this.#flights[Math.floor(Math.random() * this.#flights.length)]?.delay ?? 0);
  }
}

function countOf(values: readonly number[]): Counts {
  const counts: Counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
