import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Ids, Timer } from "./core/clock.ts";

/** Longest delay that Node's timers take, in milliseconds; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

const SECRET_BYTES = 24;

/** Wall time at which the monotonic clock began. */
const BEGIN_MS = Date.now() - performance.now();

/** A timer without closures: there are very many, of deadlines and of listeners that are idle. */
class SystemTimer implements Timer {
  readonly #dueAt: number;
  readonly #call: () => void;
  #timer: NodeJS.Timeout;

  constructor(delayMs: number, call: () => void) {
    this.#dueAt = performance.now() + delayMs;
    this.#call = call;
    this.#timer = this.#arm(delayMs);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Node rounds to milliseconds, so a timer may ring a little early; whoever looks at the clock then must find the time over. */
  static #ring(timer: SystemTimer): void {
    const leftMs = timer.#dueAt - performance.now();
    if (leftMs > 0) timer.#timer = timer.#arm(leftMs);
    else timer.#call();
  }

  #arm(delayMs: number): NodeJS.Timeout {
    return setTimeout(SystemTimer.#ring, Math.min(MAX_TIMER_MS, Math.max(0, delayMs)), this).unref();
  }
}

/**
 * The machine's own time. The wall clock is looked at once, when the process starts, and moved on by the monotonic one: when somebody sets the
 * machine's clock, no request is late, no token old and no lease over because of it. The next start looks again.
 */
export const systemClock: Clock = {
  now: () => Math.round(BEGIN_MS + performance.now()),
  monotonic: () => performance.now(),
  after: (delayMs, call) => new SystemTimer(delayMs, call),
};

/** Ids from the machine's own randomness. */
export const systemIds: Ids = {
  uuid: () => randomUUID(),
  secret: () => randomBytes(SECRET_BYTES).toString("base64url"),
};
