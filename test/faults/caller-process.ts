import { randomUUID } from "node:crypto";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import { type EntityToken, tokenOf } from "../../clients/typescript/src/exchange/entity-token.ts";
import { envelopeOf } from "../../clients/typescript/src/exchange/envelope.ts";
import type { Held } from "../../clients/typescript/src/exchange/held.ts";
import type { Session } from "../../clients/typescript/src/exchange/session.ts";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import { History, readLifeBefore } from "./history.ts";
import { Random } from "./random.ts";

// A caller in a process of its own: it keeps requests under way, of all kinds, and writes down what it sent, what was taken and each answer.
// A later life of it goes on with its mailbox, and waits for what earlier lives were owed.

/** Whom callers call. */
export interface Callee {
  readonly uid: string;
  /** Whether its hosts write down each delivery, so that it can be sent events. */
  readonly witnesses: boolean;
}

/** How a caller is started: JSON in its first argument. */
export interface CallerOptions {
  readonly name: string;
  /** From 1. */
  readonly life: number;
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly callees: readonly Callee[];
  /** Most requests under way. */
  readonly window: number;
  /** Most requests a second. */
  readonly rate: number;
}

/** What a caller is told. */
export type CallerOrder = { readonly callees: readonly Callee[] } | { readonly quiet: true };

const TICK_MS = 10;
const TELL_MS = 500;
const SILENCE_MS = 4_000;
const REFUSED_PAUSE_MS = 100;
const DEADLINE_MS = 20_000;
const CANCEL_AFTER_MS = 150;

const statusNames = new Map<AnswerStatus, string>(Object.entries(AnswerStatus).map(([name, number]) => [number, name]));

/** What callers do, by how often. */
const mix = [...Array(7).fill("once"), ...Array(7).fill("again"), "note", "note", "ping", "slow", "stream", "due"] as const;

class Caller {
  readonly #options: CallerOptions;
  readonly #random: Random;
  readonly #history: History;
  readonly #session: Session;
  /** Requests that were taken, or may be taken, and are not answered. */
  readonly #underWay = new Set<string>();
  /** Of these, those that were taken. */
  readonly #owed: Set<string>;
  #callees: readonly Callee[];
  #count = 0;
  #quiet = false;
  #pausedUntilMs = 0;
  #messages = 0;

  constructor(options: CallerOptions, connection: Connection, token: EntityToken, carried: readonly string[]) {
    this.#options = options;
    this.#callees = options.callees;
    this.#random = new Random(options.seed + options.life);
    this.#history = new History(options.folder, `${options.name}.${options.life}`);
    this.#history.add("caller", options.name, options.life, process.pid, ...carried);
    this.#owed = new Set(carried);
    this.#session = connection.open(
      {
        delivered: (held) => this.#answered(held),
        part: ({ id, attempt, part }) => this.#history.add("part", id, attempt, part),
        revoked: () => undefined,
        ended: (error) => {
          this.#history.add("ended", error.reason, error.message);
          this.#history.flush();
        },
        unreachable: () => undefined,
      },
      { token },
    );
    setInterval(() => this.#tick(), TICK_MS);
    setInterval(() => process.send?.({ messages: this.#messages }), TELL_MS);
  }

  order(order: CallerOrder): void {
    if ("callees" in order) this.#callees = order.callees;
    else this.#quiet = true;
  }

  #tick(): void {
    if (this.#quiet) {
      if (this.#owed.size === 0) process.send?.({ quiet: true });
      return;
    }
    if (performance.now() < this.#pausedUntilMs) return;
    const room = Math.min(Math.ceil((this.#options.rate * TICK_MS) / 1_000), this.#options.window - this.#underWay.size);
    const envelopes: Envelope[] = [];
    for (let index = 0; index < room; index += 1) envelopes.push(this.#next());
    // What was sent is on record before it leaves, so that no answer can be older than its request.
    this.#history.flush();
    for (const envelope of envelopes) this.#send(envelope);
  }

  #next(): Envelope {
    const what = this.#random.pick(mix);
    const callee = this.#random.pick(this.#callees);
    if (what === "ping") return this.#envelope(what, callee, { kind: MessageKind.PING });
    if (what === "note" && !callee.witnesses) return this.#next();
    if (what === "due") return this.#envelope("due", callee, { kind: MessageKind.ACTION, action: "again", timeoutMs: DEADLINE_MS });
    return this.#envelope(what, callee, { kind: what === "note" ? MessageKind.EVENT : MessageKind.ACTION, action: what });
  }

  #envelope(what: string, { uid }: Callee, init: { kind: MessageKind; action?: string; timeoutMs?: number; targetId?: string }): Envelope {
    const id = `${this.#options.name}.${this.#options.life}.${this.#count++}`;
    this.#underWay.add(id);
    this.#history.add("sent", id, what, uid, now());
    const body =
      init.kind === MessageKind.ACTION || init.kind === MessageKind.EVENT ? Buffer.from(JSON.stringify([id])) : new Uint8Array(0);
    return envelopeOf({ id, dest: { $typeName: "lyceum.v1.EntityId", uid, role: 1, name: "" }, body, ...init });
  }

  #send(envelope: Envelope): void {
    const { id, kind, action, dest } = envelope;
    this.#session.send(envelope, (error) => {
      if (error !== undefined) {
        this.#history.add("refused", id, error.reason);
        this.#underWay.delete(id);
        this.#pausedUntilMs = performance.now() + REFUSED_PAUSE_MS;
        return;
      }
      this.#history.add("taken", id);
      this.#messages += 1;
      if (kind === MessageKind.EVENT) this.#underWay.delete(id);
      else if (this.#underWay.has(id)) this.#owed.add(id);
    });
    if (action === "slow") setTimeout(() => this.#cancel(id, dest!.uid), CANCEL_AFTER_MS);
  }

  #cancel(target: string, uid: string): void {
    if (this.#quiet || !this.#underWay.has(target)) return;
    const envelope = this.#envelope("cancel", { uid, witnesses: false }, { kind: MessageKind.CANCEL, targetId: target });
    this.#history.flush();
    this.#send(envelope);
  }

  #answered(held: Held): void {
    const { id, status, body, kind } = held.envelope;
    this.#session.drop(held);
    if (kind !== MessageKind.RESPONSE) return;
    const { fence = 0, id: told = id } =
      body.length === 0 ? {} : (JSON.parse(Buffer.from(body).toString()) as { fence?: number; id?: string });
    this.#history.add("answer", id, statusNames.get(status) ?? "", held.sequence, fence, told, now());
    this.#messages += 1;
    this.#underWay.delete(id);
    this.#owed.delete(id);
  }
}

/** The machine's time in whole milliseconds, which no clock fault moves. */
function now(): number {
  return Math.round(performance.timeOrigin + performance.now());
}

/** Requests that the life before this one was owed answers for. */
async function owedBefore({ folder, name, life }: CallerOptions): Promise<string[]> {
  const owed = new Set<string>();
  const events = new Set<string>();
  const answered = new Set<string>();
  for await (const [kind, ...facts] of readLifeBefore(folder, name, life)) {
    const [id, what] = facts as [string, string];
    if (kind === "caller") for (const carried of facts.slice(3)) owed.add(carried as string);
    else if (kind === "sent" && what === "note") events.add(id);
    else if (kind === "answer") answered.add(id);
    else if (kind === "taken" && !events.has(id)) owed.add(id);
  }
  return [...owed].filter((id) => !answered.has(id));
}

const options = JSON.parse(process.argv[2] ?? "") as CallerOptions;
const transport = new GrpcTransport({ url: options.url, token: options.token });
process.on("disconnect", () => process.exit(1));
const carried = await owedBefore(options);
const { registration } = await transport.unary(ExchangeService.method.registerUser, {
  requestId: randomUUID(),
  uid: options.name,
  name: options.name,
});
const connection = new Connection(transport, { silenceMs: SILENCE_MS });
const caller = new Caller(options, connection, tokenOf(registration!), carried);
process.on("message", (message) => caller.order(message as CallerOrder));
process.send?.({ ready: true });
