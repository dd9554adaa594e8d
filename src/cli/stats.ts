import { type JsonValue, toJson } from "@bufbuild/protobuf";
import { AgentService, GetStatsResponseSchema } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { type EntityId, Presence } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService, GetServerInfoResponseSchema, MailboxSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Command } from "commander";
import { findAgents } from "./agent-name.ts";
import type { Commands, Session } from "./client-command.ts";
import { nameOf } from "./entity-view.ts";
import { enumWord } from "./enum-word.ts";
import { line } from "./plain-text.ts";
import { runLine } from "./run-view.ts";
import { durationMs, span } from "./time-view.ts";

/** Adds `stats`. */
export function addStats(root: Command, commands: Commands): void {
  root
    .command("stats")
    .description("Tell the counts of an agent's mailbox and its latest run; without an agent, what the server is and bears.")
    .argument("[agent]", "whose")
    .action(async (name: string | undefined, _options: object, command: Command) => {
      await commands.run(command, async (session) => {
        const [agent] = name === undefined ? [] : await findAgents([name], session);
        await (agent === undefined ? tellServer(session) : tellAgent(agent, session));
      });
    });
}

async function tellAgent(agent: EntityId, { transport, output, signal }: Session): Promise<void> {
  const stats = await transport.unary(AgentService.method.getStats, { agent }, { signal });
  const { mailbox } = await transport.unary(ExchangeService.method.getMailbox, { entity: agent }, { signal });
  const json = {
    ...(toJson(GetStatsResponseSchema, stats) as Record<string, JsonValue>),
    ...(mailbox === undefined ? {} : { mailbox: toJson(MailboxSchema, mailbox) }),
  };
  const presence = enumWord(Presence, mailbox?.presence);
  const heard = mailbox?.heartbeatAge === undefined ? "" : `, heard ${span(durationMs(mailbox.heartbeatAge))} ago`;
  const counts = Object.entries(stats.stats ?? {}).filter(([key]) => !key.startsWith("$"));
  const rows = [...counts].map(([key, value]) => ({
    key: key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    value: String(value),
  }));
  output.tell(
    json,
    `${nameOf(agent)}  ${presence}${heard}`,
    ...(stats.run === undefined ? [] : [`run: ${runLine(stats.run, output)}`]),
    ...output.table(
      [
        { title: "REQUESTS", text: ({ key }) => key },
        { title: "", text: ({ value }) => value, align: "right" as const },
      ],
      rows,
    ),
  );
}

async function tellServer({ transport, output, signal }: Session): Promise<void> {
  const info = await transport.unary(ExchangeService.method.getServerInfo, {}, { signal });
  const uptime = info.uptime === undefined ? "" : `, up ${span(durationMs(info.uptime))}`;
  output.tell(toJson(GetServerInfoResponseSchema, info), `lyceum ${line(info.version)}, store ${line(info.store)}${uptime}`);
}
