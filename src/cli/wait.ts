import { toJson } from "@bufbuild/protobuf";
import {
  ManagerService,
  type Run,
  WaitCondition,
  type WaitEnd,
  WaitEndReason,
  WaitEndSchema,
  type WaitResponse,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Command } from "commander";
import { findRuns } from "./agent-name.ts";
import { CliError } from "./cli-error.ts";
import type { Commands, Session } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { readDuration } from "./read-option.ts";
import { untilEnd } from "./reconnect.ts";
import { failureTail, hasEnded, hasFailed, runJson, runLine } from "./run-view.ts";
import { durationOf } from "./time-view.ts";

interface Options {
  readonly first?: boolean;
  readonly firstException?: boolean;
  readonly timeout?: number;
  readonly manager?: string;
}

/** Adds `wait`. */
export function addWait(root: Command, commands: Commands): void {
  root
    .command("wait")
    .description("Wait for agents to end, and tell each as it does. Exit code 1: some failed; 124: time was over first.")
    .argument("<agents...>", "agents or runs")
    .option("--first", "until one has ended")
    .option("--first-exception", "until one has failed, or all have ended")
    .option("--timeout <duration>", "when to give up (default: never)", readDuration)
    .option("--manager <id>", "manager that launched them (default: the server's own)")
    .action(async (names: string[], options: Options, command: Command) => {
      await commands.run(command, async (session) => await waitFor(names, options, session));
    });
}

async function waitFor(names: readonly string[], options: Options, session: Session): Promise<ExitCode> {
  if (options.first && options.firstException) throw new CliError("say either --first or --first-exception", { reason: "USAGE" });
  const managerId = options.manager ?? "";
  const runs = await findRuns(names, managerId, session);
  const targets = runs.map((run, index) => {
    if (run !== undefined) return { target: { case: "runId" as const, value: run.runId } };
    throw new CliError(`the manager launched nothing called ${JSON.stringify(names[index])}: see "lyceum ps --all"`, {
      reason: "NOT_LAUNCHED_HERE",
      code: exitCode.serverFailed,
    });
  });
  const progress = new Progress(session.output);
  const untilMs = options.timeout === undefined ? undefined : performance.now() + options.timeout;
  await untilEnd(session, async (heard) => {
    const request = {
      managerId,
      targets,
      condition: conditionOf(options),
      ...(untilMs === undefined ? {} : { timeout: durationOf(Math.max(0, untilMs - performance.now())) }),
    };
    for await (const response of session.transport.serverStream(ManagerService.method.wait, request, { signal: session.signal })) {
      heard();
      progress.take(response);
    }
    return progress.end !== undefined;
  });
  return progress.exitCode;
}

function conditionOf({ first, firstException }: Options): WaitCondition {
  if (first) return WaitCondition.FIRST_COMPLETED;
  return firstException ? WaitCondition.FIRST_EXCEPTION : WaitCondition.ALL_COMPLETED;
}

/** Tells completions, each once, also when the stream is asked for again. */
class Progress {
  end: WaitEnd | undefined;
  readonly #output: Output;
  readonly #told = new Map<string, Run>();

  constructor(output: Output) {
    this.#output = output;
  }

  get exitCode(): ExitCode {
    if (this.end?.reason === WaitEndReason.TIMED_OUT) return exitCode.timedOut;
    return [...this.#told.values()].some(hasFailed) ? exitCode.agentFailed : exitCode.ok;
  }

  take({ event }: WaitResponse): void {
    if (event.case === "states") for (const run of event.value.runs) this.#tell(run);
    else if (event.case === "completed") this.#tell(event.value);
    else if (event.case === "end") this.#finish(event.value);
  }

  #tell(run: Run): void {
    if (!hasEnded(run) || this.#told.has(run.runId)) return;
    this.#told.set(run.runId, run);
    this.#output.tell(
      { completed: runJson(run) },
      runLine(run, this.#output),
      ...failureTail(run.failure).map((each) => this.#output.paint("dim", each)),
    );
  }

  #finish(end: WaitEnd): void {
    this.end = end;
    if (this.#output.json) this.#output.tell({ end: toJson(WaitEndSchema, end) });
    else if (end.reason === WaitEndReason.TIMED_OUT) this.#output.note(`time is over; pending: ${end.pending.map(nameOf).join(", ")}`);
  }
}
