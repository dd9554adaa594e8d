import type { Clock, Timer } from "../core/clock.ts";

/** Longest wait until the wall clock is looked at again, since it may be set meanwhile. */
const LOOK_MS = 60_000;

/** Calls once the wall clock has reached a time. */
export function atWallTime(clock: Clock, atMs: number, call: () => void): Timer {
  let timer: Timer;
  const arm = () => {
    const leftMs = atMs - clock.now();
    timer = leftMs <= LOOK_MS ? clock.after(Math.max(0, leftMs), ring) : clock.after(LOOK_MS, arm);
  };
  const ring = () => (clock.now() < atMs ? arm() : call());
  arm();
  return { cancel: () => timer.cancel() };
}
