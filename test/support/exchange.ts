import { type EntityId, entityKey } from "../../src/core/entity.ts";
import { Journal } from "../../src/core/journal.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/core/limits.ts";
import { type Answer, type AnswerStatus, DEFAULT_PROTOCOL, type Envelope, type Header, type MessageKind } from "../../src/core/message.ts";
import { NO_QUOTA, type QuotaOf } from "../../src/core/quota.ts";
import type { Store } from "../../src/core/store.ts";
import { BuiltInExchange } from "../../src/exchange/exchange.ts";
import type { Outgoing, Session } from "../../src/exchange/session.ts";
import type { ListenOptions, ResumeRef } from "../../src/exchange/sessions.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { FakeClock, settle } from "./fake-clock.ts";

export const NAMESPACE = "default";

/** An entity id for tests. */
export function agentId(uid: string): EntityId {
  return { uid, role: "agent", name: "" };
}

export function userId(uid: string): EntityId {
  return { uid, role: "user", name: "" };
}

/** An envelope with defaults. */
export function envelope(
  src: EntityId,
  dest: EntityId,
  id: string,
  more: Partial<Header> & { text?: string; timeoutMs?: number; body?: Uint8Array } = {},
): Envelope {
  const { text, timeoutMs, body, ...header } = more;
  return {
    header: {
      id,
      kind: "action" as MessageKind,
      src,
      dest,
      label: "",
      protocol: DEFAULT_PROTOCOL,
      traceparent: "",
      tracestate: "",
      action: "work",
      mediaType: "",
      targetId: "",
      part: 0,
      attempt: 0,
      ...header,
    },
    body: body ?? new TextEncoder().encode(text ?? "[]"),
    timeoutMs,
  };
}

/** An answer with a text body. */
export function answer(text: string, status: AnswerStatus = "ok"): Answer {
  return { status, mediaType: "", body: new TextEncoder().encode(text), part: 0 };
}

/** A listener that remembers all that it was sent. */
export class TestListener {
  readonly session: Session;
  readonly got: Outgoing[] = [];
  readonly failed: { sequence: number; kind: string }[] = [];
  takenThrough = 0;
  end: string | undefined;
  /** How often there was news that nobody waits for. */
  lingered = 0;
  readonly #bench: ExchangeBench;

  constructor(bench: ExchangeBench, entity: EntityId, options: Partial<ListenOptions> & { fence?: number; resume?: ResumeRef } = {}) {
    this.#bench = bench;
    const { fence = 0, resume, ...rest } = options;
    const listener = { key: entityKey(NAMESPACE, entity), fence };
    const all: ListenOptions = {
      protocols: [DEFAULT_PROTOCOL],
      credits: 100,
      returnsCredits: false,
      windowMs: bench.limits.resumeWindowMs,
      sink: this,
      ...rest,
    };
    this.session =
      resume === undefined ? bench.exchange.sessions.open(listener, all) : bench.exchange.sessions.resume(listener, resume, all);
    this.wake();
  }

  wake(): void {
    if (this.session === undefined || !(this.session.isConnectedTo(this) || this.session.ended !== undefined)) return;
    const taken = this.#bench.exchange.sessions.take(this.session, 1_000, 1e9);
    this.got.push(...taken.deliveries);
    this.failed.push(...taken.failed);
    this.takenThrough = taken.takenThrough ?? this.takenThrough;
    this.end = taken.end?.kind ?? this.end;
  }

  linger(): void {
    this.lingered += 1;
  }

  /** Deliveries so far, as `kind id#attempt`, with the status of an answer. */
  get log(): string[] {
    return this.got.map(
      ({ header, attempt }) => `${header.kind} ${header.id}#${attempt}${header.status === undefined ? "" : ` ${header.status}`}`,
    );
  }

  sequenceOf(id: string): number {
    const found = this.got.findLast(({ header }) => header.id === id);
    if (found === undefined) throw new Error(`${id} was not delivered`);
    return found.sequence;
  }

  respond(id: string, text = "null", status: AnswerStatus = "ok"): void {
    this.#bench.exchange.settling.settle(this.session, { kind: "respond", sequence: this.sequenceOf(id), answer: answer(text, status) });
  }

  settle(kind: "acknowledge" | "release", id: string): void {
    this.#bench.exchange.settling.settle(this.session, { kind, sequence: this.sequenceOf(id) });
  }

  cut(): void {
    this.#bench.exchange.sessions.disconnect(this.session, this, false);
  }

  ref(held: readonly number[] = []): ResumeRef {
    return { sessionId: this.session.id, resumeToken: this.session.resumeToken, held };
  }
}

/** An exchange on a store that outlives it, with a clock that the test owns. */
export class ExchangeBench {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly limits: Limits;
  journal: Journal;
  exchange: BuiltInExchange;
  #ids = 0;

  readonly #quotaOf: QuotaOf;

  constructor(limits: Partial<Limits> = {}, store: Store = new MemoryStore(), quotaOf = NO_QUOTA) {
    this.#quotaOf = quotaOf;
    this.clock = new FakeClock();
    this.store = store;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    [this.journal, this.exchange] = this.#start();
  }

  /** Throws the exchange away, as a crash does, and starts another on the same store. */
  restart(): void {
    this.exchange[Symbol.dispose]();
    [this.journal, this.exchange] = this.#start();
  }

  register(...entities: EntityId[]): void {
    this.exchange.register(
      NAMESPACE,
      "operator",
      entities.map((entity) => ({ entity, lineage: entity.role === "agent" ? ["Test", "lyceum.Agent"] : [] })),
    );
  }

  listen(entity: EntityId, options?: ConstructorParameters<typeof TestListener>[2]): TestListener {
    return new TestListener(this, entity, options);
  }

  send(src: EntityId, dest: EntityId, id: string, more: Parameters<typeof envelope>[3] = {}): void {
    this.exchange.post.accept(this.exchange.mailbox(NAMESPACE, src), envelope(src, dest, id, more));
  }

  stats(entity: EntityId) {
    const view = this.exchange.look(entityKey(NAMESPACE, entity));
    if (view === undefined) throw new Error("no such mailbox");
    return view.stats;
  }

  terminate(entity: EntityId): string {
    return this.exchange.terminate(entityKey(NAMESPACE, entity));
  }

  readonly settle = settle;

  #start(): [Journal, BuiltInExchange] {
    const journal = new Journal(this.store, this.clock);
    const ids = { uuid: () => `id-${++this.#ids}`, secret: () => `secret-${++this.#ids}` };
    const exchange = new BuiltInExchange({
      store: this.store,
      journal,
      clock: this.clock,
      ids,
      limits: this.limits,
      quotaOf: this.#quotaOf,
    });
    exchange.start();
    return [journal, exchange];
  }
}
