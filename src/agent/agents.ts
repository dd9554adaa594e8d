import type { Clock, Ids } from "../core/clock.ts";
import { describe, type EntityId, type EntityKey, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Exchange, MailboxView } from "../core/exchange.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { AnswerStatus } from "../core/message.ts";
import { Repeats } from "../core/repeats.ts";
import type { RunRecord } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { endOf, outcomeOf } from "./call-end.ts";
import type { Caller } from "./call-request.ts";
import { Calls } from "./calls.ts";
import { Mailroom, SERVER_UID } from "./mailroom.ts";
import { DEFAULT_PART_LIMITS, type PartLimits } from "./part-log.ts";
import { type Phase, phaseOf } from "./phase.ts";

/** What {@link Agents} is made of. */
export interface AgentsOptions {
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: Limits;
  /** How much of a call's partial results is kept for readers that are slow or join late. */
  readonly partLimits?: PartLimits;
  /** Tells the latest run of an agent under any manager; undefined when none launched it. */
  readonly latestRun: (agent: EntityKey) => RunRecord | undefined;
}

/** What a ping tells. */
export interface Ping {
  readonly phase: Phase;
  /** Time to the agent and back; absent unless it runs. */
  readonly roundTripMs: number | undefined;
}

/** How a ping is answered where the agent did not. */
const silent: ReadonlySet<AnswerStatus> = new Set<AnswerStatus>(["mailbox_terminated", "expired", "undeliverable", "host_lost"]);

/** Most answers that are kept for repeats of their calls. */
const MAX_KEPT_ANSWERS = 10_000;

/** What callers without a mailbox can ask of agents. */
export class Agents {
  /** Calls of their actions. */
  readonly calls: Calls;
  readonly #options: AgentsOptions;
  readonly #mailroom: Mailroom;
  readonly #repeats: Repeats;

  constructor(options: AgentsOptions) {
    const { exchange, journal, clock, ids, limits, partLimits = DEFAULT_PART_LIMITS } = options;
    this.#options = options;
    this.#repeats = new Repeats({ journal, clock, name: "invoke", keepMs: limits.repeatMs, maxKept: MAX_KEPT_ANSWERS });
    this.#mailroom = new Mailroom(exchange, journal, (namespace, envelope) => this.calls.adopt(namespace, envelope));
    this.calls = new Calls({ journal, repeats: this.#repeats, clock, ids, partLimits, mailroom: this.#mailroom });
  }

  /** Takes over what the store holds; before any agent can answer, so that no answer is missed. */
  start(store: Store): void {
    this.#repeats.load(store.load("repeats"));
    const suffix = `/user/${SERVER_UID}`;
    for (const { key } of store.load("mailboxes")) if (key.endsWith(suffix)) this.#mailroom.open(key.slice(0, -suffix.length));
  }

  /** Late, repeated and unknown answers that were dropped. */
  get droppedAnswers(): number {
    return this.#mailroom.dropped;
  }

  /**
   * Tells how far an agent is, at once; one that should answer is asked for a sign of life.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, and as the ping was answered.
   */
  async ping(caller: Caller, agent: EntityId, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Ping> {
    const { namespace } = caller;
    const { presence } = this.#look(namespace, agent);
    const phase = phaseOf(this.#options.latestRun(entityKey(namespace, agent))?.state, presence);
    if (phase !== "running") return { phase, roundTripMs: undefined };
    const { clock, journal, ids } = this.#options;
    journal.assertWritable();
    const sentAtMs = clock.monotonic();
    const request = { id: `p-${ids.uuid()}`, kind: "ping", agent, timeoutMs: options.timeoutMs } as const;
    const answer = await this.#mailroom.ask(namespace, request, options.signal);
    const { status } = endOf(answer);
    // Whatever the agent itself says is a sign of life.
    if (silent.has(status)) outcomeOf(endOf(answer), agent);
    return { phase, roundTripMs: clock.monotonic() - sentAtMs };
  }

  /**
   * Asks an agent to end; resolves once the request is kept in its mailbox. Who may ask for it was checked before.
   * @throws LyceumError mailbox_not_found, mailbox_terminated.
   */
  async shutdown(caller: Caller, agent: EntityId, terminate: boolean | undefined): Promise<void> {
    const { journal, ids } = this.#options;
    this.#look(caller.namespace, agent);
    journal.assertWritable();
    this.#mailroom.post(caller.namespace, { id: ids.uuid(), kind: "shutdown", agent, terminate });
    await journal.settled();
  }

  /**
   * Tells an agent's mailbox and latest run.
   * @throws LyceumError mailbox_not_found, mailbox_terminated.
   */
  look(caller: Caller, agent: EntityId): { readonly mailbox: MailboxView; readonly run: RunRecord | undefined } {
    const mailbox = this.#look(caller.namespace, agent);
    return { mailbox, run: this.#options.latestRun(entityKey(caller.namespace, agent)) };
  }

  #look(namespace: string, agent: EntityId): MailboxView {
    const view = this.#options.exchange.look(entityKey(namespace, agent));
    const facts = { uid: agent.uid };
    if (view === undefined)
      throw new LyceumError("mailbox_not_found", `${describe(agent)} is not registered here: see Discover`, { facts });
    if (view.status === "terminated") {
      throw new LyceumError("mailbox_terminated", `${describe(agent)} has ended for good: launch a new one`, { facts });
    }
    return view;
  }
}
