import { AnswerStatus } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import type { Held } from "../../clients/typescript/src/exchange/held.ts";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";

// A standing host in a process of its own: it holds what it is sent, acknowledging the first so many, until it is told to answer.
// It says how many it holds and has durably acknowledged whenever that changes.

/** How a holding host is started: JSON in its first argument. */
export interface HoldingHostOptions {
  readonly url: string;
  readonly token: string;
  readonly entityToken: string;
  /** Requests that may be delivered. */
  readonly window: number;
  /** How many of them are acknowledged before they are answered. */
  readonly acknowledge: number;
}

/** What a holding host says. */
export interface HoldingHostReport {
  readonly held: number;
  readonly acknowledged: number;
}

const options = JSON.parse(process.argv[2] ?? "") as HoldingHostOptions;
const held: Held[] = [];
let acknowledged = 0;
let answering = false;

const connection = new Connection(new GrpcTransport({ url: options.url, token: options.token }));
const session = connection.open(
  {
    delivered(delivery) {
      if (answering) {
        answer(delivery);
        return;
      }
      held.push(delivery);
      if (held.length <= options.acknowledge) session.acknowledge(delivery);
      setImmediate(() => void report());
    },
    part: () => undefined,
    revoked: () => undefined,
    ended: (error) => process.send?.({ ended: error.message }),
    unreachable: () => undefined,
  },
  { token: { token: options.entityToken }, window: options.window },
);

function answer(delivery: Held): void {
  session.giveCredit();
  session.respond(delivery, { status: AnswerStatus.OK, body: delivery.envelope.body });
}

async function report(): Promise<void> {
  await session.settled();
  acknowledged = Math.min(held.length, options.acknowledge);
  process.send?.({ held: held.length, acknowledged } satisfies HoldingHostReport);
}

process.on("message", (message) => {
  if (message !== "answer") return;
  answering = true;
  for (const delivery of held) answer(delivery);
});
process.on("disconnect", () => process.exit(0));
