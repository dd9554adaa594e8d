import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Ids } from "./core/clock.ts";

/** Longest delay that Node's timers take, in milliseconds; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

const SECRET_BYTES = 24;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
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
