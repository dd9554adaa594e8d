import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { DESCRIBE_ACTION } from "../description.ts";
import { entityKey, entityOf } from "../entity.ts";
import { ActionCancelledError, ExpiredError } from "../errors.ts";
import type { AnswerInit } from "../exchange/envelope.ts";
import type { Held } from "../exchange/held.ts";
import { Waiters } from "../exchange/waiters.ts";
import { type ActionHome, perform, prepare } from "./invocation.ts";
import { type ActionSurroundings, RunningAction } from "./running-action.ts";
import type { AgentTable } from "./table.ts";

/** Options of {@link Actions}. */
export interface ActionsOptions {
  readonly home: ActionHome;
  readonly surroundings: ActionSurroundings;
  /** Most at once; absent means no limit. */
  readonly maxConcurrent: number | undefined;
}

/** What an action that is to begin waits with. */
interface Unbegun {
  readonly run: () => unknown;
  /** Whether nothing but those before it keeps it. */
  ready: boolean;
}

/**
 * Runs the actions that are asked for: all at once, or as many as the limit says. Each request is answered once. What is not
 * redeliverable never runs twice, whoever is lost meanwhile: where all run at once, its request is for this host alone from its delivery on;
 * where requests may wait here, it begins once the exchange has its acknowledgement for good.
 */
export class Actions {
  readonly #home: ActionHome;
  readonly #surroundings: ActionSurroundings;
  readonly #maxConcurrent: number;
  readonly #waiting = new Map<number, Held>();
  readonly #running = new Map<number, RunningAction>();
  /** Of these, those that wait for their acknowledgements, or for such that came before them, in order. */
  readonly #line = new Map<RunningAction, Unbegun>();
  #state: "starting" | "open" | "stopped" = "starting";
  #active = 0;
  readonly #idle = new Waiters();

  constructor({ home, surroundings, maxConcurrent }: ActionsOptions) {
    this.#home = home;
    this.#surroundings = surroundings;
    this.#maxConcurrent = maxConcurrent ?? Number.POSITIVE_INFINITY;
  }

  /** Takes a request or an event; it runs once the agent has started and there is room. */
  add(held: Held): void {
    if (this.#state === "open" && this.#active < this.#maxConcurrent) this.#start(held);
    // What comes while the agent ends stays with the session, which gives it back.
    else if (this.#state !== "stopped") this.#waiting.set(held.sequence, held);
  }

  /** The agent has started: what waited runs. */
  open(): void {
    this.#state = "open";
    if (this.#maxConcurrent === Number.POSITIVE_INFINITY) this.#home.messenger.session.host(redeliverable(this.#home.table));
    this.#startWaiting();
  }

  /** The agent is to end: nothing more starts. What waits goes to who listens to the mailbox next. */
  stop(): void {
    this.#state = "stopped";
    this.#waiting.clear();
  }

  /** Cancels the request of a caller that has an id; false when there is none, or it has ended. */
  cancel(caller: string, id: string): boolean {
    const asks = ({ envelope }: Held): boolean =>
      envelope.id === id && envelope.src !== undefined && entityKey(entityOf(envelope.src)) === caller;
    for (const held of this.#waiting.values()) {
      if (!asks(held)) continue;
      this.#waiting.delete(held.sequence);
      this.#home.messenger.session.giveCredit();
      this.#respond(held, cancelled("cancelled before it began"));
      return true;
    }
    for (const action of this.#running.values()) {
      if (!asks(action.held) || action.held.closed) continue;
      this.#cancelRunning(action, "cancelled by request");
      this.#advance();
      return true;
    }
    return false;
  }

  /** Whether an action runs that may end after the agent has begun to. */
  get hasExempt(): boolean {
    return [...this.#running.values()].some(({ exempt }) => exempt);
  }

  /** Cancels all that run, but those that asked for the agent's end. */
  cancelAll(why: string): void {
    for (const action of this.#running.values()) if (!action.exempt) this.#cancelRunning(action, why);
    this.#advance();
  }

  /** Forgets a request: it was answered otherwise, or comes again. */
  revoke(held: Held): void {
    if (this.#waiting.get(held.sequence) === held) {
      this.#waiting.delete(held.sequence);
      this.#home.messenger.session.giveCredit();
    }
    const action = this.#running.get(held.sequence);
    if (action?.held !== held) return;
    action.cancel(new ActionCancelledError("the session that brought the request is over"));
    this.#giveUp(action);
    this.#advance();
  }

  /** The session is over: what waits for its acknowledgement never begins. */
  disconnect(): void {
    for (const action of this.#line.keys()) this.#giveUp(action);
  }

  /** Resolves once no action's code runs. */
  async idle(): Promise<void> {
    if (this.#active > 0) await this.#idle.wait();
  }

  #startWaiting(): void {
    for (const held of this.#waiting.values()) {
      if (this.#state !== "open" || this.#active >= this.#maxConcurrent) return;
      this.#waiting.delete(held.sequence);
      this.#start(held);
    }
  }

  #start(held: Held): void {
    const { session } = this.#home.messenger;
    const limited = this.#maxConcurrent !== Number.POSITIVE_INFINITY;
    const prepared = prepare(this.#home, held.envelope);
    if (!limited || "refusal" in prepared) session.giveCredit();
    if ("refusal" in prepared) {
      this.#respond(held, prepared.refusal);
      return;
    }
    const action = new RunningAction(held, this.#surroundings);
    this.#running.set(held.sequence, action);
    this.#active += 1;
    action.onDeadline(() => this.#expire(action));
    if (prepared.redeliverable || (held.begun && this.#line.size === 0)) {
      this.#begin(action, prepared.run);
      return;
    }
    const unbegun = { run: prepared.run, ready: held.begun };
    this.#line.set(action, unbegun);
    if (held.begun) return;
    session.acknowledge(held, () => {
      unbegun.ready = true;
      this.#advance();
    });
  }

  #advance(): void {
    for (const [action, { run, ready }] of this.#line) {
      if (!ready) return;
      this.#line.delete(action);
      this.#begin(action, run);
    }
  }

  #begin(action: RunningAction, run: () => unknown): void {
    action.held.running = true;
    void perform(this.#home, action, run).then((answer) => {
      this.#respond(action.held, answer);
      this.#ended(action);
    });
  }

  /** An action that has not begun never will; those that waited for it alone begin by `#advance`. */
  #giveUp(action: RunningAction): void {
    if (this.#line.delete(action)) this.#ended(action);
  }

  #ended(action: RunningAction): void {
    action.ended();
    if (this.#running.get(action.held.sequence) === action) this.#running.delete(action.held.sequence);
    this.#active -= 1;
    if (this.#maxConcurrent !== Number.POSITIVE_INFINITY) this.#home.messenger.session.giveCredit();
    if (this.#waiting.size > 0) this.#startWaiting();
    if (this.#active === 0) this.#idle.wake();
  }

  #cancelRunning(action: RunningAction, why: string): void {
    this.#respond(action.held, cancelled(why));
    action.cancel(new ActionCancelledError(why, { reason: "REQUEST_CANCELLED", code: "CANCELLED" }));
    this.#giveUp(action);
  }

  #expire(action: RunningAction): void {
    const message = "its deadline passed before it was answered";
    this.#respond(action.held, { status: AnswerStatus.EXPIRED, failure: { type: "Expired", message } });
    action.cancel(new ExpiredError(message, { reason: "EXPIRED", code: "DEADLINE_EXCEEDED" }));
    this.#giveUp(action);
    this.#advance();
  }

  #respond(held: Held, answer: AnswerInit): void {
    const { session } = this.#home.messenger;
    if (held.envelope.kind === MessageKind.EVENT) session.drop(held);
    else session.respond(held, answer);
  }
}

function redeliverable({ actions }: AgentTable): readonly string[] {
  return [DESCRIBE_ACTION, ...[...actions].filter(([, { redeliverable }]) => redeliverable === true).map(([name]) => name)];
}

function cancelled(message: string): AnswerInit {
  return { status: AnswerStatus.CANCELLED, failure: { type: "Cancelled", message, language: "typescript" } };
}
