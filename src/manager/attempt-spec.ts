import type { AttemptSpec } from "../core/executor.ts";
import type { RunRecord } from "../core/run.ts";
import type { ExecutorInstance } from "./executor-instance.ts";
import type { RunHome } from "./run-home.ts";

/** What an executor needs to make an attempt of a run. */
export function attemptSpec(home: RunHome, executor: ExecutorInstance, run: RunRecord, attempt: number): AttemptSpec {
  const { context, namespace } = home;
  return {
    runId: run.key,
    attempt,
    agent: run.agent,
    kind: run.kind === undefined ? undefined : context.kind(run.kind),
    config: run.config,
    runToken: context.issueRunToken(namespace, run.key, attempt, run.agent.uid),
    logLevel: executor.logLevel,
    initModule: executor.initModule,
  };
}
