import { inspect } from "node:util";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { ActionCall } from "./action-call.ts";
import type { Trace } from "./agent/context.ts";
import { currentScope } from "./agent/scope.ts";
import { type AgentDescription, DESCRIBE_ACTION, descriptionOf } from "./description.ts";
import { describeEntity, type EntityId, protoOf } from "./entity.ts";
import { ClosedError, InvalidStateError, type LyceumError } from "./errors.ts";
import type { RequestInit } from "./exchange/envelope.ts";
import type { Messenger } from "./exchange/messenger.ts";
import { Reply } from "./exchange/reply.ts";
import { type MailboxStats, mailboxOf } from "./mailbox.ts";
import { encodeArguments } from "./payload.ts";

/** How a call is made. */
export interface ActionOptions {
  /** When the answer is due, in milliseconds from now; absent means never. */
  readonly timeoutMs?: number | undefined;
  /** Cancels the call: it fails with the signal's reason, and the agent is asked to cancel the action. */
  readonly signal?: AbortSignal | undefined;
  /** Arguments by name, for agents that have such. */
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  /** W3C trace context that the agent is told; absent means that of the action that calls, where one does. */
  readonly trace?: Trace | undefined;
}

/** What handles of one agent share. */
export interface HandleState {
  /** Absent until it is bound. */
  agentId: EntityId | undefined;
  readonly messenger: Messenger;
  closed: boolean;
}

/** What every handle can do, whatever its agent; the agent's actions are further methods of it. */
export class AgentHandle {
  readonly #state: HandleState;
  readonly #options: ActionOptions;

  /** @internal Handles are made by `launch`, `getHandle` and the like. */
  constructor(state: HandleState, options: ActionOptions = {}) {
    this.#state = state;
    this.#options = options;
  }

  /**
   * The agent.
   * @throws InvalidStateError while the handle is not bound to one: it is of a batch that was not submitted.
   */
  get agentId(): EntityId {
    const { agentId } = this.#state;
    if (agentId === undefined) throw new InvalidStateError("the handle is not bound to an agent: submit its batch first");
    return agentId;
  }

  /** Whether it is closed: it then makes no calls. */
  get closed(): boolean {
    return this.#state.closed || this.#state.messenger.closed;
  }

  /** Calls an action by its name. */
  call<R = unknown, P = unknown>(action: string, args: readonly unknown[] = [], options: ActionOptions = {}): ActionCall<R, P> {
    const { timeoutMs, signal, kwargs, trace } = { ...this.#options, ...options };
    const reply = new Reply();
    try {
      const { mediaType, data } = encodeArguments({ args, kwargs });
      this.#send(reply, { kind: MessageKind.ACTION, action, mediaType, body: data, timeoutMs, ...trace }, signal);
    } catch (error) {
      reply.failed(error as LyceumError);
    }
    return new ActionCall<R, P>(reply);
  }

  /** Sends an action's arguments one way: nobody answers. Resolves once the exchange has it. */
  async notify(action: string, args: readonly unknown[] = [], { kwargs }: Pick<ActionOptions, "kwargs"> = {}): Promise<void> {
    const { mediaType, data } = encodeArguments({ args, kwargs });
    await this.#messenger().post({ kind: MessageKind.EVENT, dest: protoOf(this.agentId), action, mediaType, body: data });
  }

  /**
   * Waits for a sign of life; an agent that starts gives it once it has started. Tells the time to the agent and back, in milliseconds.
   * @throws TimeoutError, MailboxTerminatedError
   */
  async ping({ timeoutMs, signal }: Pick<ActionOptions, "timeoutMs" | "signal"> = {}): Promise<number> {
    const startMs = performance.now();
    await this.#ask({ kind: MessageKind.PING, timeoutMs }, signal);
    return performance.now() - startMs;
  }

  /**
   * Asks the agent to end. Resolves once the exchange has the request, not once the agent has ended.
   * @throws MailboxTerminatedError when its mailbox has ended.
   */
  async shutdown({ terminate }: { readonly terminate?: boolean | undefined } = {}): Promise<void> {
    await this.#messenger().post({ kind: MessageKind.SHUTDOWN, dest: protoOf(this.agentId), terminate });
  }

  /** Asks the agent what it can do. */
  async describe(options: Pick<ActionOptions, "timeoutMs" | "signal"> = {}): Promise<AgentDescription> {
    return descriptionOf(await this.call(DESCRIBE_ACTION, [], options));
  }

  /** Counts of its mailbox, as the exchange keeps them; the agent is not asked. */
  async stats(): Promise<MailboxStats> {
    const entity = protoOf(this.agentId);
    const { mailbox } = await this.#messenger().transport.unary(ExchangeService.method.getMailbox, { entity });
    return mailboxOf(mailbox, this.agentId).stats;
  }

  /** Makes no more calls; those under way go on. */
  close(): void {
    this.#state.closed = true;
  }

  /**
   * What it travels as: the agent's id.
   * @throws InvalidStateError while it is not bound.
   */
  toJSON(): EntityId {
    return this.agentId;
  }

  /** How it reads in a message. */
  toString(): string {
    return this.#state.agentId === undefined ? "Handle(not bound)" : `Handle(${describeEntity(this.#state.agentId)})`;
  }

  /** @internal How it reads in a log. */
  [inspect.custom](): string {
    return this.toString();
  }

  /** @internal What handles of this agent share. */
  static stateOf(handle: AgentHandle): HandleState {
    return handle.#state;
  }

  async #ask(request: Omit<RequestInit, "id" | "dest">, signal: AbortSignal | undefined): Promise<unknown> {
    const reply = new Reply();
    this.#send(reply, request, signal);
    return await reply.result;
  }

  #send(reply: Reply, request: Omit<RequestInit, "id" | "dest">, signal: AbortSignal | undefined): void {
    const trace = currentScope()?.context.trace;
    reply.send(this.#messenger(), { ...trace, ...request, dest: protoOf(this.agentId) }, signal);
  }

  /** The messenger of the agent whose code calls, where that is of the same exchange; else the one that the handle was made with. */
  #messenger(): Messenger {
    const { messenger, closed } = this.#state;
    if (closed) throw new ClosedError(`${this} is closed`, { code: "CANCELLED" });
    const scope = currentScope();
    return scope !== undefined && scope.messenger.origin === messenger.origin ? scope.messenger : messenger;
  }
}
