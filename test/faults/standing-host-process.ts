import { openAgentClient } from "../../clients/typescript/src/agent/agent-client.ts";
import { AgentRuntime } from "../../clients/typescript/src/agent/runtime.ts";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import type { Held } from "../../clients/typescript/src/exchange/held.ts";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import { ConsoleLog } from "../../clients/typescript/src/log.ts";
import Subject from "./agents/subject.ts";
import { History } from "./history.ts";

// A standing host in a process of its own: it runs a subject by the SDK until its session is over for good.

/** How a standing host is started: JSON in its first argument. The Python host takes the same. */
export interface StandingHostOptions {
  readonly name: string;
  /** Its number among the hosts of this agent: the higher one wins. */
  readonly fence: number;
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly uid: string;
  readonly entityToken: string;
}

const SILENCE_MS = 4_000;

const { name, fence, folder, url, token, uid, entityToken } = JSON.parse(process.argv[2] ?? "") as StandingHostOptions;
const history = new History(folder, `${name}.${fence}`);
history.add("host", uid, fence, process.pid);

const transport = new GrpcTransport({ url, token });
const connection = new Connection(transport, { silenceMs: SILENCE_MS });
const site = { origin: `${url} `, transport, connection, log: new ConsoleLog("error") };
const entity = { uid, role: "agent", name } as const;
const client = openAgentClient(site, { entity, token: { token: entityToken }, renew: undefined, maxConcurrentActions: undefined });
const { messenger } = client;
const delivered = messenger.delivered.bind(messenger);
messenger.delivered = (held: Held) => {
  if (held.tookCredit) history.add("got", held.sequence, held.attempt, held.envelope.id);
  delivered(held);
};
process.on("disconnect", () => process.exit(1));

const agent = new Subject({ folder, end: "when-told", afterMs: 0, fence });
const runtime = new AgentRuntime({ agent, client, config: {}, runAttempt: 0, site });
// A request to itself is taken once the session is granted: from then on no lower fence may be heard.
void messenger
  .post({ kind: 7, dest: { $typeName: "lyceum.v1.EntityId", uid, role: 1, name }, action: "note", body: Buffer.from('["hello"]') })
  .then(
    () => process.send?.({ granted: fence }),
    () => undefined,
  );
const end = await runtime.run(() => undefined);
history.add("ended", end.failure?.message ?? "");
history.flush();
process.exit(0);
