import { randomUUID } from "node:crypto";
import { toJson } from "@bufbuild/protobuf";
import { LaunchedSchema, ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Command } from "commander";
import { argumentsPayload } from "./arguments.ts";
import type { Commands } from "./client-command.ts";
import { nameOf, short } from "./entity-view.ts";
import { line } from "./plain-text.ts";
import { readArray, readCount, readObject } from "./read-option.ts";
import { stateOf } from "./run-view.ts";

interface Options {
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly executor?: string;
  readonly name?: string;
  readonly manager?: string;
  readonly retries?: number;
}

/** Adds `launch`. */
export function addLaunch(root: Command, commands: Commands): void {
  root
    .command("launch")
    .description("Launch an agent of a kind; answers before it runs.")
    .argument("<kind>", "kind of the server's catalogue")
    .option("--args <json>", "arguments of its constructor, as a JSON array", readArray)
    .option("--kwargs <json>", "named arguments of its constructor, as a JSON object", readObject)
    .option("--executor <name>", "where it runs (default: the manager's default executor)")
    .option("--name <name>", "its name for people (default: its kind)")
    .option("--manager <id>", "manager that launches it (default: the server's own)")
    .option("--retries <count>", "how often it may run again after a failure (default: as the manager says)", readCount)
    .action(async (kind: string, options: Options, command: Command) => {
      await commands.run(command, async ({ transport, output, signal }) => {
        const payload = argumentsPayload(options.args ?? [], options.kwargs);
        const request = {
          requestId: randomUUID(),
          managerId: options.manager ?? "",
          spec: {
            kind,
            executor: options.executor ?? "",
            name: options.name ?? kind,
            ...(payload === undefined ? {} : { arguments: payload }),
            ...(options.retries === undefined ? {} : { retry: { maxRetries: options.retries } }),
          },
        };
        const { launched } = await transport.unary(ManagerService.method.launch, request, { signal });
        const { run, runToken = "", warnings = [] } = launched ?? {};
        if (launched === undefined || run === undefined) return;
        for (const warning of warnings) output.note(`warning: ${line(warning.message)}`);
        output.tell(
          toJson(LaunchedSchema, launched),
          `${nameOf(run.agent)}  ${stateOf(run)} on ${line(run.executor)}  run ${short(run.runId)}  uid ${line(run.agent?.uid ?? "")}`,
          ...(runToken === "" ? [] : [`run token for its host: ${runToken}`]),
        );
      });
    });
}
