import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { present } from "../present.ts";
import type { ManagerParts } from "./open-manager.ts";
import { raise, runErrors } from "./run.ts";
import { type ManagerInfo, managerOf, type WatchSource, watchRuns } from "./watch.ts";

/** Time that hosts of this process have to go, once the server has ended their runs. */
const MARGIN_MS = 2_000;

/**
 * Closes a manager, in order: the server ends the agents and reports, this process's hosts end, then the client. Whatever fails on the way,
 * the rest still happens; the lease is renewed until the agents have ended.
 * @throws what the agents failed with, and what kept the close from its course.
 */
export async function closeManager({ core, lease, owned }: ManagerParts, source: WatchSource): Promise<void> {
  core.close();
  const errors: Error[] = [];
  const note = (error: unknown): void => void errors.push(error as Error);
  if (owned) {
    const closed = await untilClosed(source).catch(note);
    if (closed !== undefined) errors.push(...runErrors(closed.failed));
  }
  await core.hosts.close(owned ? MARGIN_MS : 0);
  lease?.stop();
  await core.exchange.close().catch(note);
  raise(errors, "agents of the manager failed");
}

/** Has the server close the manager, and waits until it has. Its changes are followed from the close on, so that no end is missed. */
async function untilClosed(source: WatchSource): Promise<ManagerInfo> {
  const { transport, managerId } = source;
  const closing = managerOf(present((await transport.unary(ManagerService.method.closeManager, { managerId })).manager, "manager"));
  if (closing.state === "closed") return closing;
  for await (const event of watchRuns(source, { afterRevision: closing.revision })) {
    if (event.kind !== "run" && event.manager.state === "closed") return event.manager;
  }
  return managerOf(present((await transport.unary(ManagerService.method.getManager, { managerId })).manager, "manager"));
}
