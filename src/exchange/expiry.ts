import type { Clock, Timer } from "../core/clock.ts";

/** Width of a slot: how late an expiry may come, in milliseconds. */
const SLOT_MS = 50;

/** Longest single wait; a timer of Node.js cannot be set further than 24 days ahead. */
const MAX_WAIT_MS = 1_000_000_000;

/** What can expire; it notes the slot it is in. */
export interface Expiring {
  slot: number | undefined;
}

/**
 * Calls when the time of a thing has come. Times are wall times, since they outlive the process; the wait itself
 * is monotonic. Adding and removing cost the same however many there are.
 */
export class Expiry<T extends Expiring> {
  readonly #clock: Clock;
  readonly #due: (thing: T) => void;
  readonly #slots = new Map<number, Set<T>>();
  #timer: Timer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, due: (thing: T) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Sets (or moves) the time of a thing. */
  set(thing: T, atMs: number): void {
    const slot = Math.ceil(atMs / SLOT_MS);
    if (thing.slot === slot) return;
    this.clear(thing);
    thing.slot = slot;
    const things = this.#slots.get(slot);
    if (things !== undefined) {
      things.add(thing);
      return;
    }
    this.#slots.set(slot, new Set([thing]));
    if (slot < this.#armedFor) this.#arm(slot);
  }

  /** Takes a thing out. */
  clear(thing: T): void {
    if (thing.slot === undefined) return;
    const things = this.#slots.get(thing.slot);
    things?.delete(thing);
    if (things?.size === 0) this.#slots.delete(thing.slot);
    thing.slot = undefined;
  }

  /** Stops calling. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(slot: number): void {
    this.#timer?.cancel();
    this.#armedFor = slot;
    this.#timer = this.#clock.after(Math.min(MAX_WAIT_MS, Math.max(0, slot * SLOT_MS - this.#clock.now())), () => this.#fire());
  }

  #fire(): void {
    const present = Math.floor(this.#clock.now() / SLOT_MS);
    let next = Number.POSITIVE_INFINITY;
    const ripe: Set<T>[] = [];
    for (const [slot, things] of this.#slots) {
      if (slot <= present) {
        ripe.push(things);
        this.#slots.delete(slot);
      } else if (slot < next) {
        next = slot;
      }
    }
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#timer = undefined;
    if (next !== Number.POSITIVE_INFINITY) this.#arm(next);
    for (const things of ripe) {
      for (const thing of things) {
        thing.slot = undefined;
        this.#due(thing);
      }
    }
  }
}
