import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ManagerService, type Run } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Command } from "commander";
import { findAgents, findRuns } from "./agent-name.ts";
import { CliError } from "./cli-error.ts";
import type { Commands, Session } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";
import { readDuration } from "./read-option.ts";
import { hasEnded, runJson, runLine } from "./run-view.ts";
import { durationOf } from "./time-view.ts";

interface Options {
  readonly terminate?: boolean;
  readonly keep?: boolean;
  readonly killAfter?: number;
  readonly manager?: string;
}

/** Adds `shutdown`. */
export function addShutdown(root: Command, commands: Commands): void {
  root
    .command("shutdown")
    .description('Ask agents to end, and end their retries; answers at once. "lyceum wait" tells when they have.')
    .argument("<agents...>", "agents or runs")
    .option("--terminate", "end their mailboxes for good (default: as they were configured)")
    .option("--keep", "keep their mailboxes open")
    .option("--kill-after <duration>", "kill what has not ended by then (default: never)", readDuration)
    .option("--manager <id>", "manager that launched them (default: the server's own)")
    .action(async (names: string[], options: Options, command: Command) => {
      if (options.terminate && options.keep) throw new CliError("say either --terminate or --keep", { reason: "USAGE" });
      await commands.run(command, async (session) => {
        const runs = await findRuns(names, options.manager ?? "", session);
        const others = names.filter((_name, index) => runs[index] === undefined);
        const agents = options.manager === undefined || others.length === 0 ? await findAgents(others, session) : [];
        if (agents.length < others.length) {
          throw new CliError(`the manager launched nothing called ${JSON.stringify(others[0])}: see "lyceum ps --all"`, {
            reason: "NOT_LAUNCHED_HERE",
          });
        }
        for (const run of runs) if (run !== undefined) await endRun(run, options, session);
        const terminate = terminateOf(options);
        for (const agent of agents) {
          await session.transport.unary(AgentService.method.shutdown, { agent, ...terminate }, { signal: session.signal });
          session.output.tell({ asked: agent.uid }, `${nameOf(agent)}  asked to end`);
        }
      });
    });
}

async function endRun(found: Run, options: Options, { transport, output, signal }: Session): Promise<void> {
  const request = {
    managerId: options.manager ?? "",
    target: { target: { case: "runId" as const, value: found.runId } },
    ...terminateOf(options),
    ...(options.killAfter === undefined ? {} : { killAfter: durationOf(options.killAfter) }),
  };
  const { run = found } = await transport.unary(ManagerService.method.shutdown, request, { signal });
  output.tell(runJson(run), hasEnded(run) ? `${runLine(run, output)} (before)` : `${nameOf(run.agent)}  asked to end`);
}

function terminateOf({ terminate, keep }: Options): { terminate?: boolean } {
  if (terminate) return { terminate: true };
  return keep ? { terminate: false } : {};
}
