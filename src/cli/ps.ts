import { toJson } from "@bufbuild/protobuf";
import { CursorExpiredError } from "@lyceum/client";
import { ManagerService, type Run, type WatchRunsResponse, WatchRunsResponseSchema } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Command } from "commander";
import { listRuns } from "./agent-name.ts";
import type { Commands, Session } from "./client-command.ts";
import type { Output } from "./output.ts";
import { untilEnd } from "./reconnect.ts";
import { hasEnded, runColumns, runJson, runLine } from "./run-view.ts";
import { timeOfDay } from "./time-view.ts";

interface Options {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly manager?: string;
}

/** Adds `ps`. */
export function addPs(root: Command, commands: Commands): void {
  root
    .command("ps")
    .description("List the runs of agents, oldest first.")
    .option("-a, --all", "those that have ended too")
    .option("-w, --watch", "then tell each change as it happens, until interrupted")
    .option("--manager <id>", "manager whose runs these are (default: the server's own)")
    .action(async ({ all = false, watch = false, manager = "" }: Options, command: Command) => {
      await commands.run(command, async (session) => {
        if (watch) {
          await watchRuns(session, manager, all);
          return;
        }
        const { output } = session;
        const none = all ? "no agent was launched" : 'no agent runs: see "lyceum ps --all" for those that have ended';
        output.list(await listRuns(session, manager, !all), { json: runJson, columns: runColumns(output, Date.now()), none });
        return;
      });
    });
}

async function watchRuns(session: Session, managerId: string, all: boolean): Promise<void> {
  const { transport, output, signal } = session;
  let afterRevision: bigint | undefined;
  let first: Run[] = [];
  await untilEnd(session, async (heard) => {
    const request = { managerId, ...(afterRevision === undefined ? {} : { afterRevision }) };
    try {
      for await (const response of transport.serverStream(ManagerService.method.watchRuns, request, { signal })) {
        heard();
        afterRevision = response.revision;
        if (output.json) output.tell(toJson(WatchRunsResponseSchema, response));
        else first = tell(response, output, all, first);
      }
      return true;
    } catch (error) {
      if (!(error instanceof CursorExpiredError)) throw error;
      afterRevision = undefined;
      return false;
    }
  });
}

/** Tells a message to people; returns what of a snapshot is not told yet. */
function tell({ event }: WatchRunsResponse, output: Output, all: boolean, before: Run[]): Run[] {
  if (event.case === "run") output.tell(undefined, `${output.paint("dim", timeOfDay(Date.now()))}  ${runLine(event.value, output)}`);
  if (event.case !== "snapshot") return [];
  const runs = [...before, ...event.value.runs.filter((run) => all || !hasEnded(run))];
  if (event.value.more) return runs;
  if (runs.length > 0) output.tell(undefined, ...output.table(runColumns(output, Date.now()), runs));
  return [];
}
