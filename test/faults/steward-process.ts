import { type EntityId, LyceumError, Manager } from "../../clients/typescript/src/index.ts";
import type { SubjectPlan } from "./agents/subject.ts";
import { History, readLifeBefore } from "./history.ts";
import { Random } from "./random.ts";

// A program that launches agents under a manager, waits for each, and reads every change of them.

/** How a steward is started: JSON in its first argument. */
export interface StewardOptions {
  readonly name: string;
  readonly life: number;
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly managerId: string;
  /** Time between launches. */
  readonly pauseMs: number;
}

const WAIT_MS = 600_000;
const ends = ["well", "well", "badly", "badly-first"] as const;
const executors = ["inline", "inline", "inline", "threads", "processes", "command"] as const;

const { name, life, folder, url, token, seed, managerId, pauseMs } = JSON.parse(process.argv[2] ?? "") as StewardOptions;
const carried = await unfinished();
const history = new History(folder, `${name}.${life}`);
history.add("steward", name, life, process.pid, ...carried);
const random = new Random(seed + life);
const stop = new AbortController();
let quiet = false;
process.on("disconnect", () => process.exit(1));
process.on("message", (message) => {
  quiet ||= (message as { quiet?: true }).quiet === true;
});

const manager = await Manager.connect({ url, token, silenceMs: 4_000 }, { managerId, onWarning: () => undefined });
const waits = new Set<Promise<void>>();

async function watch(): Promise<void> {
  for await (const event of manager.watchRuns({ signal: stop.signal })) {
    if (event.kind === "run") {
      const { runId, agentId, state, outcome = "" } = event.run;
      history.add("changed", Number(event.revision), runId, agentId.uid, state, outcome);
    } else {
      history.add(event.kind, Number(event.revision));
    }
  }
}

function wait(agent: EntityId): void {
  const waited = manager.wait([agent], { timeoutMs: WAIT_MS }).then(
    ({ done }) => {
      for (const { runId, agentId, outcome = "" } of done) history.add("waited", runId, agentId.uid, outcome);
    },
    (error: unknown) => history.add("wait-failed", agent.uid, String(error)),
  );
  waits.add(waited);
  void waited.then(() => waits.delete(waited));
}

async function launch(): Promise<void> {
  const executor = random.pick(executors);
  const plan: SubjectPlan = { folder, end: random.pick(ends), afterMs: random.between(50, 1_500) };
  const kind = executor === "command" ? "subject-command" : "subject";
  try {
    const handle = await manager.launch(kind, { executor, args: [plan], retry: random.between(0, 3) });
    history.add("launched", handle.agentId.uid, executor);
    history.flush();
    wait(handle.agentId);
  } catch (error) {
    if (!(error instanceof LyceumError)) throw error;
    history.add("launch-failed", error.name, error.message);
  }
}

/** Agents that the life before this one launched and did not see to their ends. */
async function unfinished(): Promise<string[]> {
  const open = new Set<string>();
  for await (const [kind, ...facts] of readLifeBefore(folder, name, life)) {
    if (kind === "steward") for (const carried of facts.slice(3)) open.add(carried as string);
    else if (kind === "launched") open.add(facts[0] as string);
    else if (kind === "waited") open.delete(facts[1] as string);
  }
  return [...open];
}

for (const uid of carried) wait({ uid, role: "agent", name: "" });
const watching = watch().catch((error: unknown) => {
  if (!stop.signal.aborted) history.add("watch-failed", String(error));
});
process.send?.({ ready: true });
while (!quiet) {
  await launch();
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
while (waits.size > 0) await Promise.all(waits);
stop.abort();
await watching;
history.flush();
process.send?.({ quiet: true });
