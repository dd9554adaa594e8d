import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Registration } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import { envelopeOf } from "../../clients/typescript/src/exchange/envelope.ts";
import type { Session } from "../../clients/typescript/src/exchange/session.ts";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import { SqliteStore } from "../../src/stores/sqlite.ts";
import type { HoldingHostOptions, HoldingHostReport } from "../support/holding-host.ts";
import { Served } from "../support/served.ts";

const HOST = new URL("../support/holding-host.ts", import.meta.url).pathname;

const statusNames = new Map<AnswerStatus, string>(Object.entries(AnswerStatus).map(([name, number]) => [number, name]));

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-kill-"));
  children = [];
});

afterEach(async () => {
  for (const child of children) await kill(child);
  rmSync(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function serve(listen?: string): Promise<Served> {
  const served = await Served.start({ dataFolder: join(folder, "data"), ...(listen === undefined ? {} : { listen }) });
  children.push(served.child);
  return served;
}

/** A host in a process of its own, once it holds and has acknowledged so many. */
async function host(options: HoldingHostOptions, held: number): Promise<ChildProcess> {
  const child = fork(HOST, [JSON.stringify(options)]);
  children.push(child);
  for (;;) {
    if (held === 0) return child;
    const [report] = (await once(child, "message")) as [HoldingHostReport];
    if (report.held === held && report.acknowledged === Math.min(held, options.acknowledge)) return child;
  }
}

/** Counts messages by state, as the store has them while no server runs. */
async function statesInStore(): Promise<Record<string, number>> {
  await using store = await SqliteStore.open(join(folder, "data"));
  const counts: Record<string, number> = {};
  for (const { header, state } of store.load("messages")) {
    const name = header.kind === "response" ? `answers ${state}` : state;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** A caller that counts the answers to each of its requests. */
class Caller {
  readonly answers = new Map<string, string[]>();
  readonly ends: string[] = [];
  readonly #session: Session;
  #accepted = 0;
  #answered = 0;
  #changed = Promise.withResolvers<void>();

  constructor(connection: Connection, token: string) {
    this.#session = connection.open(
      {
        delivered: (held) => {
          this.#session.drop(held);
          const { id, status } = held.envelope;
          this.answers.set(id, [...(this.answers.get(id) ?? []), statusNames.get(status) ?? ""]);
          this.#answered += 1;
          this.#change();
        },
        part: () => undefined,
        revoked: () => undefined,
        ended: (error) => this.ends.push(error.reason),
        unreachable: () => undefined,
      },
      { token: { token } },
    );
  }

  send(agent: Registration, count: number, prefix: string): void {
    for (let index = 0; index < count; index += 1) {
      const envelope = envelopeOf({
        id: `${prefix}-${index}`,
        kind: MessageKind.ACTION,
        dest: agent.entity!,
        action: "work",
        timeoutMs: 120_000,
      });
      this.#session.send(envelope, (error) => {
        expect(error).toBeUndefined();
        this.#accepted += 1;
        this.#change();
      });
    }
  }

  accepted(count: number): Promise<void> {
    return this.#until(() => this.#accepted === count);
  }

  answered(count: number): Promise<void> {
    return this.#until(() => this.#answered >= count);
  }

  settled(): Promise<void> {
    return this.#session.settled();
  }

  async #until(met: () => boolean): Promise<void> {
    while (!met()) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

it("answers every accepted request exactly once over a SIGKILL of the server and of a host [case 1] [case 6] [case 7]", {
  timeout: 120_000,
}, async () => {
  const first = await serve();
  const token = await first.token();
  const transport = new GrpcTransport({ url: first.url, token });
  const connection = new Connection(transport);
  const register = { agents: ["a", "b", "doomed", "queued"].map((name) => ({ lineage: ["Holder"], name })) };
  const { registrations } = await transport.unary(ExchangeService.method.registerAgents, register);
  const [a, b, doomed, queued] = registrations as [Registration, Registration, Registration, Registration];
  const { registration } = await transport.unary(ExchangeService.method.registerUser, {});
  const caller = new Caller(connection, registration!.token);

  const plans: readonly (readonly [Registration, number, string])[] = [
    [a, 150, "a"],
    [b, 150, "b"],
    [doomed, 200, "doomed"],
    [queued, 500, "queued"],
  ];
  for (const [agent, count, prefix] of plans) caller.send(agent, count, prefix);
  await caller.accepted(1_000);
  const access = { url: first.url, token, window: 200 };
  const survivors = await Promise.all([
    host({ ...access, entityToken: a.token, acknowledge: 75 }, 150),
    host({ ...access, entityToken: b.token, acknowledge: 0 }, 150),
  ]);
  const lost = await host({ ...access, entityToken: doomed.token, acknowledge: 100 }, 200);

  await Promise.all([kill(first.child), kill(lost)]);
  const before = await statesInStore();
  console.log("in the store after the kill:", before);
  expect(before).toEqual({ queued: 500, leased: 325, acknowledged: 175 });

  await serve(new URL(first.url).host);
  for (const survivor of survivors) survivor.send("answer");
  await caller.answered(300 + 100);
  for (const agent of [doomed, queued]) (await host({ ...access, entityToken: agent.token, acknowledge: 0 }, 0)).send("answer");
  await caller.answered(1_000);
  await caller.settled();
  expect(caller.ends).toEqual([]);

  const tally: Record<string, number> = {};
  for (const [id, statuses] of caller.answers) {
    expect(statuses, id).toHaveLength(1);
    const outcome = `${id.split("-")[0]} ${statuses[0]}`;
    tally[outcome] = (tally[outcome] ?? 0) + 1;
  }
  console.log("answers after the restart:", tally);
  expect(tally).toEqual({ "a OK": 150, "b OK": 150, "doomed HOST_LOST": 100, "doomed OK": 100, "queued OK": 500 });
  const { mailbox } = await transport.unary(ExchangeService.method.getMailbox, { entity: queued.entity! });
  expect(mailbox?.stats).toMatchObject({ queued: 0n, inProgress: 0n });
  connection.close();
  transport.close();
  for (const child of children) await kill(child);
  const after = await statesInStore();
  console.log("in the store at the end:", after);
  expect(after).toEqual({});
});
