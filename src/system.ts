import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Ids } from "./core/clock.ts";

/** Longest delay that Node's timers take, in milliseconds; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

const SECRET_BYTES = 24;

/** Wall time at which the monotonic clock began. */
const BEGIN_MS = Date.now() - performance.now();

/**
 * The machine's own time. The wall clock is looked at once, when the process starts, and moved on by the monotonic one: when somebody sets the
 * machine's clock, no request is late, no token old and no lease over because of it. The next start looks again.
 */
export const systemClock: Clock = {
  now: () => Math.round(BEGIN_MS + performance.now()),
  monotonic: () => performance.now(),
  after(delayMs, call) {
    const dueAt = performance.now() + delayMs;
    let timer: NodeJS.Timeout;
    const arm = () => {
      timer = setTimeout(ring, Math.min(MAX_TIMER_MS, Math.max(0, dueAt - performance.now())));
      timer.unref();
    };
    // Node rounds to milliseconds, so a timer may ring a little early; whoever looks at the clock then must find the time over.
    const ring = () => (performance.now() < dueAt ? arm() : call());
    arm();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Ids from the machine's own randomness. */
export const systemIds: Ids = {
  uuid: () => randomUUID(),
  secret: () => randomBytes(SECRET_BYTES).toString("base64url"),
};
