import type { AttemptSpec, HostEnd } from "../core/executor.ts";
import { type HostIdentity, liveness } from "./host-identity.ts";
import { killGroup, MAX_KILL_MS, shimEnd } from "./host-process.ts";
import type { HostSite } from "./host-site.ts";
import { pause } from "./pause.ts";

const POLL_MS = 500;
const POLL_KILLED_MS = 20;

/**
 * Goes on with a host that a server before this one started. Its end is known from the shim's note; where there is
 * none, it is unknown. Aborting kills it.
 */
export async function adoptHost(site: HostSite, spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
  const folder = site.folder(spec);
  const unwatch = site.watch(folder);
  try {
    const identity = await folder.identity();
    if (identity !== undefined) await untilGone(identity, site, signal);
    await folder.removeToken();
    const outputTail = await folder.tail();
    return { ...((await shimEnd(folder)) ?? { unknown: true }), outputTail };
  } finally {
    unwatch();
  }
}

async function untilGone(identity: HostIdentity, { clock }: HostSite, signal: AbortSignal): Promise<void> {
  let killedAtMs: number | undefined;
  for (;;) {
    const state = await liveness(identity);
    if (state === "replaced") return;
    if (state === "gone" || (signal.aborted && killedAtMs === undefined)) {
      // When the leader alone is gone, its group goes too; its id is not given away while the group has members.
      killGroup(identity.pid);
      if (state === "gone") return;
      killedAtMs = clock.monotonic();
    }
    if (killedAtMs !== undefined && clock.monotonic() - killedAtMs > MAX_KILL_MS) return;
    await pause(clock, killedAtMs === undefined ? POLL_MS : POLL_KILLED_MS, killedAtMs === undefined ? signal : undefined);
  }
}
