// Prints what an action costs the server without the network, from frame to frame: `node test/bench/micro/exchange.ts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import {
  type ConnectRequest,
  ConnectRequestSchema,
  ExchangeService,
  type SessionItemSchema,
  SettlementKind,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { EntityId } from "../../../src/core/entity.ts";
import { Journal } from "../../../src/core/journal.ts";
import { DEFAULT_LIMITS } from "../../../src/core/limits.ts";
import { Repeats } from "../../../src/core/repeats.ts";
import type { Store } from "../../../src/core/store.ts";
import { BuiltInExchange } from "../../../src/exchange/exchange.ts";
import { readRequest, writeAnswer } from "../../../src/rpc/codec.ts";
import { ConnectStream } from "../../../src/rpc/connect-stream.ts";
import type { ExchangeDeps } from "../../../src/rpc/exchange-deps.ts";
import { Tokens } from "../../../src/rpc/tokens.ts";
import { MemoryStore } from "../../../src/stores/memory.ts";
import { SqliteStore } from "../../../src/stores/sqlite.ts";
import { systemClock as clock, systemIds as ids } from "../../../src/system.ts";

const CONNECT = ExchangeService.method.connect;
const NAMESPACE = "default";
const CALLER: EntityId = { uid: "6f1c1b4e-7c0c-4f0e-9b0a-3b1b7b1b0c01", role: "user", name: "" };
const AGENT: EntityId = { uid: "6f1c1b4e-7c0c-4f0e-9b0a-3b1b7b1b0c02", role: "agent", name: "" };
const OWNER = "operator";
const never = new AbortController().signal;

/** The frames of some actions, from their requests to their answers. */
interface Batch {
  readonly ofCaller: Uint8Array;
  readonly ofAgent: Uint8Array;
}

/** A whole exchange, with the streams of a caller and an agent, that are handed frames as the network would. */
class Bench implements AsyncDisposable {
  readonly #deps: ExchangeDeps;
  readonly #exchange: BuiltInExchange;
  readonly #caller: ConnectStream;
  readonly #agent: ConnectStream;
  readonly #body: Uint8Array;
  #begun = false;
  /** Numbers of the batch's requests; those of their answers come next. */
  #keys = 0;
  #items = { caller: 0, agent: 0 };

  constructor(store: Store, bodyBytes: number) {
    const limits = DEFAULT_LIMITS;
    const journal = new Journal(store, clock);
    this.#exchange = new BuiltInExchange({ store, journal, clock, ids, limits });
    this.#exchange.start();
    this.#exchange.register(
      NAMESPACE,
      OWNER,
      [CALLER, AGENT].map((entity) => ({ entity, lineage: [] })),
    );
    const facts = { version: "", capabilities: [], store: store.kind, startedAtMs: 0 };
    const repeats = new Repeats({ journal, clock, name: "exchange", keepMs: 1_000 });
    const tokens = new Tokens(new Uint8Array(32), clock);
    this.#deps = { exchange: this.#exchange, journal, tokens, repeats, limits, clock, ids, facts, draining: never, graceMs: 0 };
    this.#caller = this.#open();
    this.#agent = this.#open();
    this.#body = new Uint8Array(bodyBytes).fill(120);
  }

  /**
   * Attaches both.
   * @param once whether the agent's action must not run twice.
   */
  async begin(once: boolean): Promise<void> {
    for (const [stream, entity] of [
      [this.#caller, CALLER],
      [this.#agent, AGENT],
    ] as const) {
      const { token } = this.#deps.tokens.issueEntity({ namespace: NAMESPACE, role: entity.role, uid: entity.uid, fence: 0 });
      await this.#hand(stream, create(ConnectRequestSchema, { attaches: [{ channel: 1, token, credits: 1_000_000 }] }));
      stream.next();
    }
    const hosting = { redeliverable: once ? [] : ["echo"] };
    await this.#hand(this.#agent, create(ConnectRequestSchema, { updates: [{ channel: 1, hosting, patient: true }] }));
  }

  /** Frames of the next batches, written before they are handed over, as others would. */
  batches(count: number, size: number): readonly Batch[] {
    return Array.from({ length: count }, () => {
      const read = this.#begun ? this.#settle("caller", this.#keys - size, size, SettlementKind.ACKNOWLEDGE) : [];
      const sends = Array.from({ length: size }, () => ({
        sequence: BigInt(++this.#items.caller),
        item: { case: "send" as const, value: this.#request() },
      }));
      const answers = this.#settle("agent", this.#keys, size, SettlementKind.RESPOND);
      this.#keys += 2 * size;
      this.#begun = true;
      const write = (items: MessageInitShape<typeof SessionItemSchema>[]) =>
        toBinary(ConnectRequestSchema, create(ConnectRequestSchema, { updates: [{ channel: 1, items, patient: true }] }));
      return { ofCaller: write([...read, ...sends]), ofAgent: write(answers) };
    });
  }

  /** Hands a batch's frames over, each once all that the one before led to is written. */
  async run({ ofCaller, ofAgent }: Batch, size: number): Promise<void> {
    this.#caller.receive(readRequest(CONNECT, ofCaller) as ConnectRequest);
    await this.#deliver(this.#agent, size);
    this.#agent.receive(readRequest(CONNECT, ofAgent) as ConnectRequest);
    await this.#deliver(this.#caller, size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of [this.#caller, this.#agent]) stream.close();
    this.#exchange[Symbol.dispose]();
    await this.#deps.journal.settled();
  }

  #open(): ConnectStream {
    const principal = { subject: OWNER, namespace: NAMESPACE, kind: "account", role: "admin", groups: [] } as const;
    return new ConnectStream(this.#deps, { principal, refused: () => undefined }, () => undefined);
  }

  async #hand(stream: ConnectStream, frame: ConnectRequest): Promise<void> {
    stream.receive(frame);
    await this.#deps.journal.settled();
  }

  async #deliver(stream: ConnectStream, size: number): Promise<void> {
    for (let deliveries = 0; deliveries < size; ) {
      const frame = stream.next();
      if (frame === undefined) {
        await turn();
        continue;
      }
      deliveries += frame.events.reduce((sum, event) => sum + event.deliveries.length, 0);
      writeAnswer(CONNECT, frame);
    }
  }

  #request() {
    return {
      id: `Xw2kq0Zl3aQe.${this.#items.caller.toString(36)}`,
      kind: MessageKind.ACTION,
      dest: { uid: AGENT.uid, role: Role.AGENT },
      action: "echo",
      body: this.#body,
    };
  }

  #settle(who: "caller" | "agent", after: number, size: number, kind: SettlementKind) {
    const answer = { kind: MessageKind.RESPONSE, status: AnswerStatus.OK, body: this.#body };
    return Array.from({ length: size }, (_, index) => ({
      sequence: BigInt(++this.#items[who]),
      item: {
        case: "settle" as const,
        value: { sequence: BigInt(after + index + 1), kind, ...(kind === SettlementKind.RESPOND ? { answer } : {}) },
      },
    }));
  }
}

interface Shape {
  /** Actions in a frame. */
  readonly size: number;
  readonly bodyBytes: number;
  /** Whether an action must not run twice. */
  readonly once: boolean;
}

const BATCHES = 256;
const ROUNDS = 12;

/** The round that was disturbed least, after some that warm up. */
async function measure(store: Store, { size, bodyBytes, once }: Shape) {
  await using bench = new Bench(store, bodyBytes);
  await bench.begin(once);
  let leastUs = Number.POSITIVE_INFINITY;
  let leastCpuUs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const batches = bench.batches(BATCHES, size);
    await turn();
    const cpu = process.cpuUsage();
    const begun = performance.now();
    for (const batch of batches) await bench.run(batch, size);
    const { user, system } = process.cpuUsage(cpu);
    leastUs = Math.min(leastUs, ((performance.now() - begun) * 1_000) / (BATCHES * size));
    leastCpuUs = Math.min(leastCpuUs, (user + system) / (BATCHES * size));
  }
  return {
    store: store.kind,
    "actions a frame": size,
    "body bytes": bodyBytes,
    "may run twice": !once,
    "us/action": round(leastUs),
    "CPU us/action": round(leastCpuUs),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const SHAPES: readonly Shape[] = [
  { size: 1, bodyBytes: 100, once: true },
  { size: 16, bodyBytes: 100, once: true },
  { size: 64, bodyBytes: 100, once: true },
  { size: 64, bodyBytes: 100, once: false },
  { size: 64, bodyBytes: 10_240, once: true },
];

const rows = [];
for (const shape of SHAPES) {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-bench-"));
  for (const store of [new MemoryStore(), await SqliteStore.open(folder)]) {
    rows.push(await measure(store, shape));
    await store[Symbol.asyncDispose]();
  }
  await rm(folder, { recursive: true });
}
console.table(rows);
