import { randomUUID } from "node:crypto";
import { AgentService, OnDisconnect } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import type { EntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import { argumentsPayload, readLoosely, readStrictly } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import type { Commands, Session } from "./client-command.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { readDuration, readObject } from "./read-option.ts";
import { tellEnd, tellValue } from "./result-view.ts";
import { durationOf } from "./time-view.ts";

interface Options {
  readonly jsonArgs?: boolean;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly stream?: boolean;
  readonly timeout?: number;
}

interface Action {
  readonly agent: EntityId;
  readonly action: string;
  readonly payload: ReturnType<typeof argumentsPayload>;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const CANCEL_MS = 2_000;
/** How much later than the call's own time the connection gives up, so that the server's word comes first. */
const MARGIN_MS = 10_000;

/** Adds `call`. */
export function addCall(root: Command, commands: Commands): void {
  root
    .command("call")
    .description("Call an action of an agent and tell its result. Exit code 1: the agent failed; 124: time was over first.")
    .argument("<agent>", "whom to call")
    .argument("<action>", "name of the action")
    .argument("[args...]", "its arguments: what is JSON is read as JSON, the rest is text")
    .option("--json-args", "refuse arguments that are no JSON")
    .option("--kwargs <json>", "named arguments, as a JSON object", readObject)
    .option("--stream", "tell partial results as they come")
    .option("--timeout <duration>", "time for the answer (default: 60s)", readDuration)
    .action(async (name: string, action: string, args: string[], options: Options, command: Command) => {
      const payload = argumentsPayload(args.map(options.jsonArgs ? readStrictly : readLoosely), options.kwargs);
      await commands.run(command, async (session) => {
        const [agent] = await findAgents([name], session);
        if (agent === undefined) return;
        const asked = { agent, action, payload, timeoutMs: options.timeout ?? DEFAULT_TIMEOUT_MS };
        return options.stream ? await stream(asked, session) : await invoke(asked, session);
      });
    });
}

/** Calls under a request id, so that a connection that is lost costs nothing; an interrupt cancels the action by that id. */
async function invoke({ agent, action, payload, timeoutMs }: Action, session: Session): Promise<ExitCode> {
  const { transport, output, signal } = session;
  const requestId = randomUUID();
  const request = {
    requestId,
    agent,
    action,
    timeout: durationOf(timeoutMs),
    onDisconnect: OnDisconnect.KEEP,
    ...(payload === undefined ? {} : { arguments: payload }),
  };
  try {
    return tellEnd(await transport.unary(AgentService.method.invoke, request, { timeoutMs: timeoutMs + MARGIN_MS, signal }), output);
  } catch (error) {
    // What it would end with is not told any more.
    if (signal.aborted)
      await transport.unary(AgentService.method.cancel, { agent, requestId }, { timeoutMs: CANCEL_MS }).catch(() => undefined);
    throw error;
  }
}

async function stream({ agent, action, payload, timeoutMs }: Action, { transport, output, signal }: Session): Promise<ExitCode> {
  const request = { agent, action, timeout: durationOf(timeoutMs), ...(payload === undefined ? {} : { arguments: payload }) };
  for await (const { event } of transport.serverStream(AgentService.method.invokeStream, request, {
    timeoutMs: timeoutMs + MARGIN_MS,
    signal,
  })) {
    if (event.case === "part" && event.value.value !== undefined) tellValue(event.value.value, "part", output);
    else if (event.case === "restarted") {
      output.note("the agent began again: forget the parts so far");
      if (output.json) output.tell({ restarted: { attempt: event.value.attempt } });
    } else if (event.case === "end") return tellEnd(event.value, output);
  }
  throw new CliError("the stream was cut before its end: call again", { reason: "STREAM_CUT", code: exitCode.serverFailed });
}
