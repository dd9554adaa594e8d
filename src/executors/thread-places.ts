import type { HostThread } from "./host-thread.ts";

/** A thread that an executor has, and how many agents are in it or on their way. */
export interface ThreadPlace {
  readonly thread: Promise<HostThread>;
  agents: number;
}

/** The threads of one executor: a thread takes up to so many agents at a time, and ends with the last of them. */
export class ThreadPlaces {
  readonly #agentsPerHost: number;
  readonly #take: () => Promise<HostThread>;
  /** Those that take more agents. */
  readonly #open = new Set<ThreadPlace>();

  constructor(agentsPerHost: number, take: () => Promise<HostThread>) {
    this.#agentsPerHost = agentsPerHost;
    this.#take = take;
  }

  /** A place for one more agent; leave it. */
  join(): ThreadPlace {
    for (const place of this.#open) {
      if (place.agents >= this.#agentsPerHost) continue;
      place.agents += 1;
      return place;
    }
    const place: ThreadPlace = { thread: this.#take(), agents: 1 };
    this.#open.add(place);
    const close = () => this.close(place);
    void place.thread.then((thread) => thread.gone.then(close), close);
    return place;
  }

  /** Lets no more agents into a place. */
  close(place: ThreadPlace): void {
    this.#open.delete(place);
  }

  /** Gives a place back; the last to leave it ends its thread. */
  async leave(place: ThreadPlace): Promise<void> {
    place.agents -= 1;
    if (place.agents > 0) return;
    this.close(place);
    const [start] = await Promise.allSettled([place.thread]);
    if (start.status === "fulfilled") await start.value.discard();
  }
}
