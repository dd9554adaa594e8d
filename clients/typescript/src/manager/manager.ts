import { randomUUID } from "node:crypto";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Agent, AgentClass } from "../agent/agent.ts";
import type { EntityId } from "../entity.ts";
import type { ExchangeClient, Registration } from "../exchange-client.ts";
import { type ClientOptions, ExchangeFactory } from "../exchange-factory.ts";
import type { Handle } from "../handle-types.ts";
import { present } from "../present.ts";
import { durationOf } from "../time.ts";
import { LaunchBatch } from "./batch.ts";
import { closeManager } from "./close.ts";
import { type ExecutorOptions, executorToProto } from "./executor-options.ts";
import type { Launchable, LaunchOptions } from "./launch-spec.ts";
import type { NewKind } from "./manager-core.ts";
import type { ManagerOptions } from "./manager-options.ts";
import { type Equippable, ManagerSteps } from "./manager-steps.ts";
import { type ManagerParts, openManager } from "./open-manager.ts";
import { type Run, raise, runErrors, runOf } from "./run.ts";
import { type Target, targetToProto } from "./target.ts";
import { Wait, type WaitOptions, type WaitResult } from "./wait.ts";
import { type RunEvent, type WatchOptions, type WatchSource, watchRuns } from "./watch.ts";

/** Options of {@link Manager.shutdown}. */
export interface ManagerShutdownOptions {
  /** Wait for the end; default true. */
  readonly blocking?: boolean | undefined;
  /** Throw what the agent failed with; default true. */
  readonly raiseError?: boolean | undefined;
  /** Whether to terminate the mailbox; absent means as the run's configuration says. */
  readonly terminate?: boolean | undefined;
  /** When to give up waiting, in milliseconds; absent means never. The agent ends all the same. */
  readonly timeoutMs?: number | undefined;
  /** Kill the host when the agent has not ended by then, in milliseconds; absent means as the run's configuration says. */
  readonly killAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const PAGE = 1_000;

/**
 * Launches agents, waits for them, ends them. Its record, its agents' runs and their outcomes are the server's; this program owns it as
 * long as it renews the lease.
 *
 * ```ts
 * await using manager = await Manager.connect();
 * const counter = await manager.launch(Counter, { args: [10] });
 * await counter.increment(2);
 * ```
 */
export class Manager implements AsyncDisposable, Equippable {
  readonly #parts: ManagerParts;
  #closing: Promise<void> | undefined;

  private constructor(parts: ManagerParts) {
    this.#parts = parts;
  }

  /**
   * Connects to a server and makes a manager with a user of its own.
   * @throws LyceumError when the server cannot be reached, or refuses the options.
   */
  static async connect(client: ClientOptions = {}, options: ManagerOptions = {}): Promise<Manager> {
    return await Manager.fromExchangeFactory(new ExchangeFactory(client), options);
  }

  /** As {@link connect}, on the exchange of a factory. */
  static async fromExchangeFactory(factory: ExchangeFactory, options: ManagerOptions = {}): Promise<Manager> {
    return new Manager(await openManager(factory, options));
  }

  /** Its id at the server; empty for the server's own. */
  get managerId(): string {
    return this.#parts.core.managerId;
  }

  /** Its user, in whose name it calls. */
  get userId(): EntityId {
    return this.exchange.entityId;
  }

  /** The exchange, in the name of its user. */
  get exchange(): ExchangeClient {
    return this.#parts.core.exchange;
  }

  /** Makes other clients of the same exchange. */
  get exchangeFactory(): ExchangeFactory {
    return this.#parts.factory;
  }

  /** Adds an executor; can be chained. @throws AlreadyExistsError, ExecutorNotFoundError (no such template) */
  addExecutor(name: string, options: ExecutorOptions = {}): ManagerSteps<this> {
    const request = { requestId: randomUUID(), managerId: this.managerId, executor: executorToProto(name, options) };
    return new ManagerSteps(this.#transport.unary(ManagerService.method.addExecutor, request).then(() => this));
  }

  /** Sets the executor of launches that name none, or (undefined) sets that there is none; can be chained. @throws ExecutorNotFoundError */
  setDefaultExecutor(name: string | undefined): ManagerSteps<this> {
    const request = { managerId: this.managerId, name: name ?? "" };
    return new ManagerSteps(this.#transport.unary(ManagerService.method.setDefaultExecutor, request).then(() => this));
  }

  /**
   * Launches an agent: a kind of the server's catalogue on one of the executors, or a class or an object, which this process hosts. Resolves
   * once the launch is kept, before the agent runs.
   * @throws KindNotFoundError, ExecutorNotFoundError, NoDefaultExecutorError, AlreadyExecutedError, ManagerClosedError
   */
  launch<C extends AgentClass>(type: C, options?: LaunchOptions<ConstructorParameters<C>>): Promise<Handle<C>>;
  launch<A extends Agent>(agent: A, options?: LaunchOptions): Promise<Handle<A>>;
  launch<A = unknown>(kind: string, options?: LaunchOptions): Promise<Handle<A>>;
  async launch(what: Launchable, options: LaunchOptions = {}): Promise<Handle> {
    return this.exchange.getHandle(await this.#parts.core.launch({ what, options }));
  }

  /** Begins a batch of launches. */
  launchBatch(): LaunchBatch;
  /** Fills a batch and submits it, unless filling it throws: then nothing is launched. */
  launchBatch<T>(fill: (batch: LaunchBatch) => T | Promise<T>): Promise<T>;
  launchBatch<T>(fill?: (batch: LaunchBatch) => T | Promise<T>): LaunchBatch | Promise<T> {
    const batch = new LaunchBatch(this.#parts.core);
    return fill === undefined ? batch : filled(batch, fill);
  }

  /** Registers an agent to be launched later: its mailbox takes messages from now on. */
  async registerAgent(what: Launchable, name?: string): Promise<Registration> {
    const [registration] = await this.registerAgents([{ what, name }]);
    return present(registration, "registration");
  }

  /** Registers agents to be launched later, all or none, in order. */
  async registerAgents(agents: readonly NewKind[]): Promise<readonly Registration[]> {
    return await this.#parts.core.register(agents);
  }

  /** A handle of an agent: the same one while it is open, a new one once it was closed. */
  getHandle<A = unknown>(agent: EntityId | Registration): Handle<A> {
    return this.exchange.getHandle<A>(agent);
  }

  /** Agents whose runs have not ended: queued, retrying and stopping ones included. */
  async running(): Promise<readonly EntityId[]> {
    return (await this.runs({ running: true })).map(({ agentId }) => agentId);
  }

  /** Its runs, oldest first. */
  async runs({ running = false }: { readonly running?: boolean | undefined } = {}): Promise<readonly Run[]> {
    const runs: Run[] = [];
    for (let pageToken = ""; ; ) {
      const request = { managerId: this.managerId, running, pageSize: PAGE, pageToken };
      const page = await this.#transport.unary(ManagerService.method.listRuns, request);
      runs.push(...page.runs.map(runOf));
      pageToken = page.nextPageToken;
      if (pageToken === "") return runs;
    }
  }

  /** A run, or the latest of an agent. @throws NotFoundError, NotLaunchedHereError */
  async run(target: Target): Promise<Run> {
    const request = { managerId: this.managerId, target: targetToProto(target) };
    return runOf(present((await this.#transport.unary(ManagerService.method.getRun, request)).run, "run"));
  }

  /**
   * Waits for runs to end, over cut connections and restarts of the server.
   * @throws NotLaunchedHereError before waiting; WaitTimeoutError when the time runs out before the condition is met; with `raiseError`
   * what the agents that ended failed with: one error as itself, several as AggregateError.
   */
  async wait(targets: Iterable<Target>, options: WaitOptions = {}): Promise<WaitResult> {
    const completions = this.#wait(targets).completions(options);
    let step = await completions.next();
    while (step.done !== true) step = await completions.next();
    if (options.raiseError === true) raise(runErrors(step.value.done), "agents that were waited for failed");
    return step.value;
  }

  /** The runs as they end, those that have ended first; until all have, or the condition is met. @throws as {@link wait} */
  async *completions(targets: Iterable<Target>, options: WaitOptions = {}): AsyncGenerator<Run, WaitResult, undefined> {
    return yield* this.#wait(targets).completions(options);
  }

  /** Every change of the manager and its runs, without gaps or repeats, until it is closed. A snapshot comes first, and where changes are no longer kept. */
  watchRuns(options: WatchOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    return watchRuns(this.#source, options);
  }

  /**
   * Asks an agent to end, and ends its retries.
   * @throws NotLaunchedHereError; WaitTimeoutError; what the agent failed with, also when it had failed before.
   */
  async shutdown(target: Target, options: ManagerShutdownOptions = {}): Promise<void> {
    const { blocking = true, raiseError = true, terminate, killAfterMs, timeoutMs, signal } = options;
    const { run } = await this.#transport.unary(ManagerService.method.shutdown, {
      managerId: this.managerId,
      target: targetToProto(target),
      ...(terminate === undefined ? {} : { terminate }),
      ...(killAfterMs === undefined ? {} : { killAfter: durationOf(killAfterMs) }),
    });
    if (blocking) await this.wait([runOf(present(run, "run"))], { raiseError, timeoutMs, signal });
  }

  /**
   * Closes it: nothing more is launched or retried, every agent is asked to end and killed after the grace, executors end, and so does this
   * client. Later calls do nothing.
   * @throws what agents failed with, also what `wait` told before: one error as itself, several as AggregateError.
   */
  async close(): Promise<void> {
    const first = this.#closing === undefined;
    this.#closing ??= closeManager(this.#parts, this.#source);
    if (first) await this.#closing;
    else await this.#closing.catch(() => undefined);
  }

  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @throws TypeError always */
  toJSON(): never {
    throw new TypeError("a manager cannot be serialised; a handle can, and its exchange factory");
  }

  get #transport(): ManagerParts["core"]["transport"] {
    return this.#parts.core.transport;
  }

  get #source(): WatchSource {
    return { transport: this.#transport, managerId: this.managerId, unreachableMs: this.#parts.factory.unreachableMs };
  }

  #wait(targets: Iterable<Target>): Wait {
    return new Wait(this.#source, targets);
  }
}

async function filled<T>(batch: LaunchBatch, fill: (batch: LaunchBatch) => T | Promise<T>): Promise<T> {
  using _ = batch;
  const result = await fill(batch);
  if (!batch.closed) await batch.submit();
  return result;
}
