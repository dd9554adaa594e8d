import { AnswerStatus, type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { within } from "../backoff.ts";
import { describeEntity, entityKey, entityOf } from "../entity.ts";
import { InvalidStateError, type LyceumError } from "../errors.ts";
import type { Held } from "../exchange/held.ts";
import type { Messenger, RequestServer } from "../exchange/messenger.ts";
import type { ExchangeClient } from "../exchange-client.ts";
import type { Failure } from "../failure.ts";
import { failedStep, failureOf } from "../failure-of.ts";
import { msOf } from "../time.ts";
import { Actions } from "./actions.ts";
import { type Agent, type AgentClass, type AgentLink, linkAgent, type ShutdownOptions } from "./agent.ts";
import type { AgentClient, AgentSite } from "./agent-client.ts";
import { Children } from "./children.ts";
import type { Context } from "./context.ts";
import { Loops } from "./loops.ts";
import { RunningAction } from "./running-action.ts";
import type { RuntimeConfig } from "./runtime-config.ts";
import { joinFailures, loopFailure, type RuntimeEnd } from "./runtime-end.ts";
import { currentScope, runInScope } from "./scope.ts";
import { tableOf } from "./table.ts";

/** What an agent is run with. */
export interface RuntimeOptions {
  readonly agent: Agent;
  readonly client: AgentClient;
  readonly config: RuntimeConfig;
  /** From 1; 0 where no manager runs it. */
  readonly runAttempt: number;
  readonly site: AgentSite;
}

/** Time that loops have to end once told, before the agent's own shutdown begins; they may go on a little longer. */
const LOOP_GRACE_MS = 2_000;
/** Time that cancelled actions have to return. */
const CANCEL_GRACE_MS = 1_000;
/** Time that actions have which asked for the agent's end, and all actions of a host that must go. */
const FINISH_GRACE_MS = 10_000;
/** Time to get the last answers to the exchange. */
const FLUSH_GRACE_MS = 10_000;

/** Label of a request to end that is made because the server stops. */
const DRAIN_LABEL = "lyceum.drain";

/** Why and how an agent is to end. */
interface Stop {
  /** Whether its mailbox ends as after a success. */
  readonly expected: boolean;
  /** Whether its host gives it up. */
  readonly interrupted: boolean;
  /** Time that running actions have before they are cancelled, in milliseconds. */
  readonly drainMs: number;
}

/**
 * The life of one agent: it listens from the start, serves once it has started, and ends in order: loops are told, the agent's own
 * shutdown runs while its actions go on, children end, actions are cancelled or awaited, the last answers leave, the session ends.
 * No failure on the way keeps the rest from happening.
 */
export class AgentRuntime implements RequestServer {
  readonly #options: RuntimeOptions;
  readonly #messenger: Messenger;
  readonly #actions: Actions;
  readonly #loops: Loops;
  readonly #children: Children;
  readonly #context: Context;
  readonly #draining = new AbortController();
  readonly #stop = Promise.withResolvers<Stop>();
  readonly #pings: Held[] = [];
  #state: "new" | "starting" | "running" | "stopping" | "over" = "new";
  #stopRequested = false;
  #terminate: boolean | undefined;
  #lost: LyceumError | undefined;

  constructor(options: RuntimeOptions) {
    const { agent, config, client, runAttempt, site } = options;
    const { messenger, exchange } = client;
    this.#options = options;
    this.#messenger = messenger;
    const table = tableOf(agent.constructor as AgentClass);
    this.#loops = new Loops(agent, table, site.log, () => this.#loopFailed());
    const surroundings = { agentId: messenger.entity, runAttempt, draining: this.#draining.signal };
    const outside = { caller: undefined, action: undefined, attempt: 0, deadline: undefined, trace: undefined };
    this.#context = { ...surroundings, ...outside, signal: this.#loops.signal };
    const home = { agent, table, messenger, allowedMediaTypes: config.allowedMediaTypes, handle: exchange.getHandle.bind(exchange) };
    this.#actions = new Actions({ home, surroundings, maxConcurrent: config.maxConcurrentActions });
    this.#children = new Children(site, exchange, (spec) => new AgentRuntime({ ...spec, site, runAttempt: 0 }));
    linkAgent(agent, this.#link(exchange));
  }

  /**
   * Lives from start to end; `onStarted` is called once it serves. It never throws: what went wrong is told.
   * @throws InvalidStateError when it is called twice.
   */
  async run(onStarted: () => void): Promise<RuntimeEnd> {
    if (this.#state !== "new") throw new InvalidStateError("an agent's life can be lived once");
    this.#state = "starting";
    this.#messenger.serve(this);
    const failures: Failure[] = [];
    const started = await this.#start(failures);
    if (started) onStarted();
    const stop = started ? await this.#stop.promise : { expected: false, interrupted: false, drainMs: 0 };
    await this.#end(started, stop, failures);
    this.#state = "over";
    return this.#outcome(stop, failures);
  }

  /** Asks it to end. */
  stop(options: ShutdownOptions = {}): void {
    this.#requestStop({ expected: true, interrupted: false, drainMs: 0 }, options.terminate);
  }

  /** Its host must go: it ends, after its running actions have had their time, and is to be run again elsewhere. */
  interrupt(drainMs = 0): void {
    if (this.#state === "stopping") {
      // It waits for its actions, perhaps for long: they have no more time than the host.
      void within(this.#actions.idle(), drainMs).then(() => this.#actions.cancelAll("the agent's host ends"));
    }
    this.#requestStop({ expected: true, interrupted: true, drainMs }, undefined);
  }

  /** @internal */
  request(held: Held): void {
    const { session } = this.#messenger;
    switch (held.envelope.kind) {
      case MessageKind.ACTION:
      case MessageKind.EVENT:
        this.#actions.add(held);
        return;
      case MessageKind.PING:
        if (this.#state === "starting") this.#pings.push(held);
        else session.respond(held, { status: AnswerStatus.OK });
        return;
      case MessageKind.CANCEL:
        this.#cancel(held);
        return;
      case MessageKind.SHUTDOWN:
        session.respond(held, { status: AnswerStatus.OK });
        this.#requestStop(stopOf(held.envelope), held.envelope.terminate);
        return;
      default:
        session.respond(held, {
          status: AnswerStatus.UNSUPPORTED,
          failure: { type: "Unsupported", message: "the agent does not know such requests" },
        });
    }
  }

  /** @internal */
  revoked(held: Held): void {
    this.#actions.revoke(held);
  }

  /** @internal */
  ended(error: LyceumError): void {
    if (this.#state === "over") return;
    this.#lost ??= error;
    this.#actions.disconnect();
    this.#requestStop({ expected: false, interrupted: false, drainMs: 0 }, undefined);
  }

  async #start(failures: Failure[]): Promise<boolean> {
    const { agent, site } = this.#options;
    try {
      await this.#inScope(async () => await agent.onStartup());
    } catch (error) {
      site.log.debug("the agent did not start", { error });
      failures.push(failedStep("StartupError", "onStartup failed", error));
      return false;
    }
    this.#state = "running";
    for (const held of this.#pings.splice(0)) this.#messenger.session.respond(held, { status: AnswerStatus.OK });
    // Asked to end while it started: it does, and what waits goes to who listens next.
    if (this.#stopRequested) return true;
    this.#actions.open();
    this.#inScope(() => this.#loops.start());
    return true;
  }

  async #end(started: boolean, stop: Stop, failures: Failure[]): Promise<void> {
    const { agent, config, site } = this.#options;
    this.#state = "stopping";
    this.#beginStop();
    if (started) {
      await within(this.#loops.ended(), LOOP_GRACE_MS);
      const shutdown = this.#inScope(async () => await agent.onShutdown()).catch((error: unknown) => {
        site.log.debug("the agent's shutdown failed", { error });
        failures.push(failedStep("ShutdownError", "onShutdown failed", error));
      });
      // A host that must go, or whose agent is not wanted any more, does not wait for ever.
      await (stop.interrupted || this.#lost !== undefined ? within(shutdown, FINISH_GRACE_MS) : shutdown);
    }
    failures.push(...(await this.#closeChildren()));
    await this.#endActions(config.cancelActionsOnShutdown !== false, stop);
    if (config.raiseLoopErrorsOnShutdown !== false) failures.push(...this.#loops.failures.map(loopFailure));
    if (this.#lost !== undefined) failures.push(failureOf(this.#lost));
    await this.#messenger.close(AbortSignal.timeout(FLUSH_GRACE_MS));
  }

  async #closeChildren(): Promise<readonly Failure[]> {
    try {
      return (await this.#children.close()).map((failure) => ({ ...failure, type: "ChildError", cause: failure }));
    } catch (error) {
      return [failedStep("ChildError", "a child's mailbox could not be settled", error)];
    }
  }

  async #endActions(cancel: boolean, { interrupted, drainMs }: Stop): Promise<void> {
    await within(this.#actions.idle(), drainMs);
    if (cancel) {
      this.#actions.cancelAll("the agent ends");
      await within(this.#actions.idle(), this.#actions.hasExempt ? FINISH_GRACE_MS : CANCEL_GRACE_MS);
    } else if (interrupted || this.#lost !== undefined) {
      await within(this.#actions.idle(), FINISH_GRACE_MS);
      this.#actions.cancelAll("the agent's host ends");
    } else {
      await this.#actions.idle();
    }
  }

  #outcome(stop: Stop, failures: readonly Failure[]): RuntimeEnd {
    const { config } = this.#options;
    const failure = joinFailures(failures);
    // An agent that a loop's error ended may count as a success, but its mailbox ends as after a failure.
    const implied = failure === undefined && !stop.expected && !stop.interrupted ? config.terminateOnError : undefined;
    return { failure, terminate: this.#terminate ?? implied, interrupted: stop.interrupted && failure === undefined };
  }

  #requestStop(stop: Stop, terminate: boolean | undefined): void {
    // The last word on the mailbox counts.
    if (terminate !== undefined) this.#terminate = terminate;
    this.#stopRequested = true;
    if (this.#state === "running") this.#beginStop();
    this.#stop.resolve(stop);
  }

  #beginStop(): void {
    if (this.#draining.signal.aborted) return;
    const reason = new InvalidStateError(`${describeEntity(this.#messenger.entity)} is to end`);
    this.#actions.stop();
    this.#draining.abort(reason);
    this.#loops.stop(reason);
  }

  #loopFailed(): void {
    if (this.#options.config.shutdownOnLoopError !== false)
      this.#requestStop({ expected: false, interrupted: false, drainMs: 0 }, undefined);
  }

  #cancel(held: Held): void {
    const { src, targetId } = held.envelope;
    const found = src !== undefined && this.#actions.cancel(entityKey(entityOf(src)), targetId);
    const failure = found ? undefined : { type: "InvalidState", message: `no action ${targetId} runs: it is unknown or has ended` };
    this.#messenger.session.respond(held, { status: found ? AnswerStatus.OK : AnswerStatus.INVALID_STATE, failure });
  }

  #inScope<T>(code: () => T): T {
    return runInScope({ messenger: this.#messenger, context: this.#context }, code);
  }

  #link(exchange: ExchangeClient): AgentLink {
    return {
      context: this.#context,
      exchange,
      log: this.#options.site.log,
      shutdown: ({ terminate }) => {
        const context = currentScope()?.context;
        if (context instanceof RunningAction) context.exempt = true;
        this.#requestStop({ expected: true, interrupted: false, drainMs: 0 }, terminate);
      },
      launchAlongside: (child, options) => this.#children.launch(child, options),
    };
  }
}

/** What a SHUTDOWN asks for; one of a server that stops leaves running actions half of its grace, and the attempt is made again. */
function stopOf({ label, timeout }: Envelope): Stop {
  const draining = label === DRAIN_LABEL;
  return { expected: true, interrupted: draining, drainMs: draining ? (msOf(timeout) ?? 0) / 2 : 0 };
}
