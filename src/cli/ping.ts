import { toJson } from "@bufbuild/protobuf";
import { AgentPhase, AgentService, PingResponseSchema } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import type { Commands } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";
import { enumWord } from "./enum-word.ts";
import { readDuration } from "./read-option.ts";
import { durationMs, durationOf } from "./time-view.ts";

const DEFAULT_MS = 10_000;
const MARGIN_MS = 5_000;

/** Adds `ping`. */
export function addPing(root: Command, commands: Commands): void {
  root
    .command("ping")
    .description("Tell how far an agent is; one that runs is asked for a sign of life.")
    .argument("<agent>", "whom to ask")
    .option("--timeout <duration>", "time for its answer (default: 10s)", readDuration)
    .action(async (name: string, { timeout = DEFAULT_MS }: { timeout?: number }, command: Command) => {
      await commands.run(command, async (session) => {
        const [agent] = await findAgents([name], session);
        const request = { ...(agent === undefined ? {} : { agent }), timeout: durationOf(timeout) };
        const options = { timeoutMs: timeout + MARGIN_MS, signal: session.signal };
        const response = await session.transport.unary(AgentService.method.ping, request, options);
        const trip = response.roundTrip === undefined ? "" : `, answered in ${durationMs(response.roundTrip).toFixed(1)} ms`;
        session.output.tell(toJson(PingResponseSchema, response), `${nameOf(agent)}  ${enumWord(AgentPhase, response.phase)}${trip}`);
      });
    });
}
