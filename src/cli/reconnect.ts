import { setTimeout as pause } from "node:timers/promises";
import { UnavailableError } from "@lyceum/client";
import type { Session } from "./client-command.ts";

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 2_000;
const GIVE_UP_MS = 60_000;

/**
 * Reads a stream until its end: one that is cut is asked for again, as long as the server comes back within a minute.
 * @param read reads until the stream is over; says whether that was its end, and says by `heard` that something came
 * @throws what else a stream fails with; UnavailableError when the server stays away.
 */
export async function untilEnd({ output, signal }: Session, read: (heard: () => void) => Promise<boolean>): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  let awaySinceMs: number | undefined;
  const heard = (): void => {
    pauseMs = FIRST_PAUSE_MS;
    awaySinceMs = undefined;
  };
  for (;;) {
    try {
      if (await read(heard)) return;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (awaySinceMs === undefined) output.note("the connection was lost: asking again");
      awaySinceMs ??= performance.now();
      if (performance.now() - awaySinceMs > GIVE_UP_MS) throw error;
    }
    await pause(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}
