import { toJson } from "@bufbuild/protobuf";
import type { EntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, type DeadLetter, DeadLetterSchema, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import type { Commands, Session } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";
import { enumWord } from "./enum-word.ts";
import { PAGE_SIZE, readPages } from "./paging.ts";
import type { Column } from "./table.ts";
import { age } from "./time-view.ts";

/** Most that one call sends again. */
const MAX_BATCH = 1_000;

/** Adds `dead-letters`. */
export function addDeadLetters(root: Command, commands: Commands): void {
  root
    .command("dead-letters")
    .description("List the messages to an agent that nobody took, oldest first.")
    .argument("<agent>", "whose")
    .option("--requeue [ids...]", "send these (all, where none is named) to its mailbox again, as one-way copies")
    .action(async (name: string, { requeue = false }: { requeue?: boolean | string[] }, command: Command) => {
      await commands.run(command, async (session) => {
        const [agent] = await findAgents([name], session);
        if (agent === undefined) return;
        if (requeue === false) await list(agent, session);
        else await sendAgain(agent, requeue === true ? undefined : requeue, session);
      });
    });
}

async function list(agent: EntityId, session: Session): Promise<void> {
  const nowMs = Date.now();
  const columns: readonly Column<DeadLetter>[] = [
    { title: "ID", text: ({ deadLetterId }) => deadLetterId },
    { title: "WHY", text: ({ status }) => enumWord(AnswerStatus, status) },
    { title: "AGE", text: ({ createTime }) => age(createTime, nowMs), align: "right" },
    { title: "DELIVERED", text: ({ attempts }) => String(attempts), align: "right" },
    { title: "KIND", text: ({ envelope }) => enumWord(MessageKind, envelope?.kind) },
    { title: "ACTION", text: ({ envelope }) => envelope?.action ?? "" },
    { title: "FROM", text: ({ envelope }) => nameOf(envelope?.src) },
  ];
  const none = `${nameOf(agent)} has no dead letters`;
  session.output.list(await deadLetters(agent, session), { json: (letter) => toJson(DeadLetterSchema, letter), columns, none });
}

async function sendAgain(agent: EntityId, chosen: readonly string[] | undefined, session: Session): Promise<void> {
  const { transport, output, signal } = session;
  const ids = chosen ?? (await deadLetters(agent, session)).map(({ deadLetterId }) => deadLetterId);
  let requeued = 0;
  for (let start = 0; start < ids.length; start += MAX_BATCH) {
    const request = { entity: agent, deadLetterIds: ids.slice(start, start + MAX_BATCH) };
    requeued += (await transport.unary(ExchangeService.method.requeue, request, { signal })).requeued;
  }
  output.tell({ requeued }, `${requeued} sent to ${nameOf(agent)} again`);
}

function deadLetters(entity: EntityId, { transport, signal }: Session): Promise<DeadLetter[]> {
  return readPages(async (pageToken) => {
    const page = await transport.unary(ExchangeService.method.listDeadLetters, { entity, pageToken, pageSize: PAGE_SIZE }, { signal });
    return { things: page.deadLetters, nextPageToken: page.nextPageToken };
  });
}
