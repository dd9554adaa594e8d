import { toJson } from "@bufbuild/protobuf";
import { MailboxStatus, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService, TerminateResponseSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import type { Commands } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";

/** Adds `terminate`. */
export function addTerminate(root: Command, commands: Commands): void {
  root
    .command("terminate")
    .description("End mailboxes for good: whoever waits for an answer is told, and their agents end.")
    .argument("<agents...>", "whose")
    .option("--user", "the names are uids of users")
    .action(async (names: string[], { user = false }: { user?: boolean }, command: Command) => {
      await commands.run(command, async (session) => {
        const entities = user ? names.map((uid) => ({ uid, role: Role.USER, name: "" })) : await findAgents(names, session);
        for (const { uid, role, name } of entities) {
          const entity = { uid, role, name };
          const response = await session.transport.unary(ExchangeService.method.terminate, { entity }, { signal: session.signal });
          const told = response.status === MailboxStatus.TERMINATED ? "terminated" : "there is no such mailbox";
          session.output.tell(
            { uid, ...(toJson(TerminateResponseSchema, response) as object) },
            `${nameOf({ ...entity, $typeName: "lyceum.v1.EntityId" })}  ${told}`,
          );
        }
      });
    });
}
