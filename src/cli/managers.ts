import { toJson } from "@bufbuild/protobuf";
import { type Manager, ManagerSchema, ManagerService, ManagerState } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Command } from "commander";
import type { Commands } from "./client-command.ts";
import { enumWord } from "./enum-word.ts";
import { PAGE_SIZE, readPages } from "./paging.ts";
import type { Column } from "./table.ts";
import { age } from "./time-view.ts";

/** Adds `managers`. */
export function addManagers(root: Command, commands: Commands): void {
  root
    .command("managers")
    .description("List managers, oldest first.")
    .option("-a, --all", "closed ones too")
    .action(async ({ all = false }: { all?: boolean }, command: Command) => {
      await commands.run(command, async ({ transport, output, signal }) => {
        const managers = await readPages(async (pageToken) => {
          const request = { includeClosed: all, pageToken, pageSize: PAGE_SIZE };
          const page = await transport.unary(ManagerService.method.listManagers, request, { signal });
          return { things: page.managers, nextPageToken: page.nextPageToken };
        });
        output.list(managers, {
          json: (manager) => toJson(ManagerSchema, manager),
          columns: columnsAt(Date.now()),
          none: "there are no managers",
        });
      });
    });
}

function columnsAt(nowMs: number): readonly Column<Manager>[] {
  return [
    { title: "MANAGER", text: ({ managerId }) => (managerId === "" ? "(the server's own)" : managerId) },
    { title: "STATE", text: ({ state }) => enumWord(ManagerState, state) },
    { title: "AGE", text: ({ createTime }) => age(createTime, nowMs), align: "right" },
    { title: "DEFAULT", text: ({ defaultExecutor }) => defaultExecutor },
    {
      title: "EXECUTORS",
      text: ({ executors }) => executors.map(({ name, running, queued }) => `${name} ${running}+${queued}`).join(", "),
    },
  ];
}
