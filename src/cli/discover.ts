import { toJson } from "@bufbuild/protobuf";
import { type EntityId, EntityIdSchema } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Command } from "commander";
import { discoverAll } from "./agent-name.ts";
import type { Commands } from "./client-command.ts";
import type { Column } from "./table.ts";

const columns: readonly Column<EntityId>[] = [
  { title: "AGENT", text: ({ name }) => name },
  { title: "UID", text: ({ uid }) => uid },
];

/** Adds `discover`. */
export function addDiscover(root: Command, commands: Commands): void {
  root
    .command("discover")
    .description("List agents with open mailboxes, in the order of registration.")
    .argument("[type]", "only agents of this type, or of one that derives from it")
    .option("--exact", "only agents whose own type it is")
    .action(async (type: string | undefined, { exact = false }: { exact?: boolean }, command: Command) => {
      await commands.run(command, async (session) => {
        const agents = await discoverAll(session, type, exact);
        const none = type === undefined ? "no agent has an open mailbox" : `no agent of type ${JSON.stringify(type)} has an open mailbox`;
        session.output.list(agents, { json: (agent) => toJson(EntityIdSchema, agent), columns, none });
      });
    });
}
