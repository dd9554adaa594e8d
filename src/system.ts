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
      const left = dueAt - performance.now();
      timer = left > MAX_TIMER_MS ? setTimeout(arm, MAX_TIMER_MS) : setTimeout(call, Math.max(0, left));
      timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Ids from the machine's own randomness. */
export const systemIds: Ids = {
  uuid: () => randomUUID(),
  secret: () => randomBytes(SECRET_BYTES).toString("base64url"),
};
