import type { Clock, Timer } from "../../src/core/clock.ts";

interface Alarm {
  readonly dueMs: number;
  readonly order: number;
  readonly call: () => void;
}

/** Turns of the event loop in which what a timer started comes to rest: a commit to a store in memory takes one. */
const TURNS = 4;

/** Lets all that is ready run: promises, then the event loop, a few turns. */
export async function settle(turns = TURNS): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  readonly #startMs: number;
  #elapsedMs = 0;
  #order = 0;
  #alarms: Alarm[] = [];

  /** @param startMs wall time at which it starts. */
  constructor(startMs = Date.UTC(2030, 0, 1)) {
    this.#startMs = startMs;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, call: () => void): Timer {
    this.#order += 1;
    const alarm: Alarm = { dueMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order, call };
    this.#alarms.push(alarm);
    return { cancel: () => this.#drop(alarm) };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#alarms.length;
  }

  /** Lets time pass at once: calls all timers that become due, each at its own time, and returns. */
  tick(ms: number): void {
    const endMs = this.#elapsedMs + ms;
    while (this.#fireNext(endMs)) {
      // Timers that a timer sets count too.
    }
    this.#elapsedMs = endMs;
  }

  /** Lets time pass, and lets all that each timer started come to rest before the next one is called. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    await settle();
    while (this.#fireNext(endMs)) await settle();
    this.#elapsedMs = endMs;
    await settle();
  }

  #fireNext(endMs: number): boolean {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.dueMs > endMs) continue;
      if (next === undefined || alarm.dueMs < next.dueMs || (alarm.dueMs === next.dueMs && alarm.order < next.order)) next = alarm;
    }
    if (next === undefined) return false;
    this.#drop(next);
    this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
    next.call();
    return true;
  }

  #drop(alarm: Alarm): void {
    const index = this.#alarms.indexOf(alarm);
    if (index >= 0) this.#alarms.splice(index, 1);
  }
}
