import { Manager, ManagerClosedError, WaitTimeoutError } from "@lyceum/client";
import { assertEqual } from "./scenario.ts";

/** Launches, waits, shuts down and closes, as the case `manage` says. */
export async function checkManager(kind: string): Promise<void> {
  const manager = await Manager.connect({}, { executors: ["command"], defaultExecutor: "command" });
  await using _ = manager;
  const first = await manager.launch(kind, { name: "first" });
  const batch = manager.launchBatch();
  const others = [batch.queue(kind), batch.queue(kind)];
  await batch.submit();
  const agents = [first, ...others];
  for (const [index, agent] of agents.entries()) assertEqual(await agent.call("echo", [index]), index);
  const early = await manager.wait(agents, { timeoutMs: 200 }).catch((error: unknown) => error);
  if (!(early instanceof WaitTimeoutError)) throw new Error(`a wait for agents that run came to ${String(early)}`);
  assertEqual(early.pending.length, 3);
  for (const agent of agents) await manager.shutdown(agent);
  let ends = 0;
  for await (const run of manager.completions(agents)) {
    assertEqual(run.outcome, "succeeded");
    ends += 1;
  }
  assertEqual(ends, 3);
  assertEqual((await manager.wait(agents, { timeoutMs: 30_000 })).done.length, 3);
  const last = await manager.launch(kind);
  await last.call("echo", ["up"]);
  const { agentId } = last;
  await manager.close();
  await using observer = await Manager.connect({}, { managerId: manager.managerId });
  assertEqual((await observer.wait([agentId], { timeoutMs: 30_000 })).done.length, 1);
  const refused = await observer.launch(kind).catch((error: unknown) => error);
  if (!(refused instanceof ManagerClosedError)) throw new Error(`a closed manager's launch came to ${String(refused)}`);
}
