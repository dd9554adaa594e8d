import { OrderHeap } from "./order-heap.ts";

/** A place on an executor, for one attempt. */
export interface Place {
  /** Gives it back; a second time does nothing. */
  release(): void;
}

/** A wish for a place. */
export interface PlaceRequest {
  readonly granted: boolean;
  /** Takes the wish back; does nothing once granted. */
  cancel(): void;
}

type State = "blocked" | "eligible" | "granted" | "cancelled";

interface Wish extends PlaceRequest {
  readonly order: number;
  readonly lane: Lane;
  readonly grant: (place: Place) => void;
  state: State;
}

/** The places of an operator's template, shared first come, first served by the executors of all managers. */
export class TemplatePool {
  /** Most attempts at once over all managers; absent means no limit. */
  readonly places: number | undefined;
  readonly #eligible = new OrderHeap<Wish>();
  #free: number;
  #order = 0;

  constructor(places?: number) {
    this.places = places;
    this.#free = places ?? Number.POSITIVE_INFINITY;
  }

  /** Opens an executor's share; absent places mean no other limit than the template's. */
  open(places?: number): Lane {
    return new Lane(this, places);
  }

  /** Takes a place for an attempt that runs already, free or not. */
  take(lane: Lane): Place {
    this.#free -= 1;
    return lane.hold();
  }

  /** Numbers a wish. */
  next(): number {
    this.#order += 1;
    return this.#order;
  }

  /** Puts a wish in line whose lane has room for it. */
  enter(wish: Wish): void {
    this.#eligible.push(wish);
    this.#grantAll();
  }

  /** Takes a place back. */
  leave(): void {
    this.#free += 1;
    this.#grantAll();
  }

  #grantAll(): void {
    for (let wish = this.#eligible.first; wish !== undefined; wish = this.#eligible.first) {
      if (wish.state !== "eligible") {
        this.#eligible.pop();
        continue;
      }
      if (this.#free <= 0) return;
      this.#eligible.pop();
      this.#free -= 1;
      wish.lane.grant(wish);
    }
  }
}

/** One executor's share of a template's places. */
export class Lane {
  readonly #pool: TemplatePool;
  /** Wishes that wait because the executor itself is full. */
  readonly #blocked: Wish[] = [];
  readonly #limit: number;
  #blockedHead = 0;
  #reserved = 0;
  #running = 0;
  #queued = 0;

  constructor(pool: TemplatePool, places?: number) {
    this.#pool = pool;
    this.#limit = places ?? Number.POSITIVE_INFINITY;
  }

  /** Most attempts at once here; absent means no limit. */
  get places(): number | undefined {
    const most = Math.min(this.#limit, this.#pool.places ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(most) ? most : undefined;
  }

  /** Places taken. */
  get running(): number {
    return this.#running;
  }

  /** Wishes that wait. */
  get queued(): number {
    return this.#queued;
  }

  /** Asks for a place; calls at once when there is one, else when it is this wish's turn. */
  request(grant: (place: Place) => void): PlaceRequest {
    const wish: Wish = {
      order: this.#pool.next(),
      lane: this,
      grant,
      state: "blocked",
      get granted() {
        return this.state === "granted";
      },
      cancel: () => this.#cancel(wish),
    };
    this.#queued += 1;
    this.#blocked.push(wish);
    this.#advance();
    return wish;
  }

  /** Takes a place for an attempt that runs already, free or not. */
  take(): Place {
    return this.#pool.take(this);
  }

  /** Counts a place as taken here, past the line. */
  hold(): Place {
    this.#reserved += 1;
    this.#running += 1;
    return this.#place();
  }

  /** Gives a wish its place; called by the pool in its turn. */
  grant(wish: Wish): void {
    wish.state = "granted";
    this.#queued -= 1;
    this.#running += 1;
    wish.grant(this.#place());
  }

  #place(): Place {
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        this.#running -= 1;
        this.#reserved -= 1;
        this.#advance();
        this.#pool.leave();
      },
    };
  }

  #cancel(wish: Wish): void {
    if (wish.state !== "blocked" && wish.state !== "eligible") return;
    if (wish.state === "eligible") this.#reserved -= 1;
    wish.state = "cancelled";
    this.#queued -= 1;
    this.#advance();
  }

  // Lets wishes into the template's line while the executor itself has room for them.
  #advance(): void {
    while (this.#reserved < this.#limit && this.#blockedHead < this.#blocked.length) {
      const wish = this.#blocked[this.#blockedHead]!;
      this.#blockedHead += 1;
      if (wish.state !== "blocked") continue;
      wish.state = "eligible";
      this.#reserved += 1;
      this.#pool.enter(wish);
    }
    if (this.#blockedHead > 1_024 && this.#blockedHead * 2 > this.#blocked.length) {
      this.#blocked.splice(0, this.#blockedHead);
      this.#blockedHead = 0;
    }
  }
}
