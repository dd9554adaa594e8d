import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { agentId } from "../../clients/typescript/src/entity.ts";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import type { Held } from "../../clients/typescript/src/exchange/held.ts";
import { Messenger } from "../../clients/typescript/src/exchange/messenger.ts";
import type { SessionOptions } from "../../clients/typescript/src/exchange/session-carrier.ts";
import { ExchangeClient } from "../../clients/typescript/src/exchange-client.ts";
import type { Handle } from "../../clients/typescript/src/handle-types.ts";
import { FakeConnect } from "./fake-connect.ts";

const AGENT = agentId("a1", "worker");
const AGENT_PROTO = { uid: "a1", role: Role.AGENT, name: "worker" };
const USER_PROTO = { uid: "u1", role: Role.USER, name: "" };

const connections: Connection[] = [];

/** Closes all that were made. */
export function closeRigs(): void {
  for (const connection of connections.splice(0)) connection.close();
}

export interface Rig {
  readonly fake: FakeConnect;
  readonly messenger: Messenger;
  readonly handle: Handle;
}

export function user(
  options: { readonly silenceMs?: number; readonly unreachableMs?: number } = {},
  session: Partial<SessionOptions> = {},
): Rig {
  const fake = new FakeConnect();
  const connection = new Connection(fake, options);
  connections.push(connection);
  const messenger = new Messenger({
    entity: { uid: "u1", role: "user", name: "" },
    origin: "fake",
    transport: fake,
    connection,
    session: { token: { token: "t1" }, ...session },
  });
  return { fake, messenger, handle: new ExchangeClient({ messenger }).getHandle(AGENT) };
}

export function agent(session: Partial<SessionOptions> = {}): Rig & { readonly requests: Held[]; readonly revoked: Held[] } {
  const fake = new FakeConnect();
  const connection = new Connection(fake);
  connections.push(connection);
  const messenger = new Messenger({
    entity: AGENT,
    origin: "fake",
    transport: fake,
    connection,
    serves: true,
    session: { token: { token: "t1" }, ...session },
  });
  const requests: Held[] = [];
  const revoked: Held[] = [];
  messenger.serve({ request: (held) => requests.push(held), revoked: (held) => revoked.push(held), ended: () => undefined });
  return { fake, messenger, requests, revoked, handle: new ExchangeClient({ messenger }).getHandle(AGENT) };
}

export function request(sequence: number, attempt = 1, kind: MessageKind = MessageKind.ACTION) {
  return {
    sequence: BigInt(sequence),
    attempt,
    envelope: { id: `r${sequence}`, kind, src: USER_PROTO, dest: AGENT_PROTO, action: "work" },
  };
}

export function answer(id: string, sequence: number, result = "1", status: AnswerStatus = AnswerStatus.OK) {
  return {
    sequence: BigInt(sequence),
    attempt: 1,
    envelope: { id, kind: MessageKind.RESPONSE, src: AGENT_PROTO, dest: USER_PROTO, status, body: new TextEncoder().encode(result) },
  };
}

export async function granted(rig: Rig): Promise<void> {
  await rig.fake.until(({ streams }) => (streams.at(-1)?.channel ?? 0) > 0);
  rig.fake.stream.grant();
}
