import { randomUUID } from "node:crypto";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Agent, AgentClass } from "../agent/agent.ts";
import { errorOf } from "../error-of.ts";
import { InvalidStateError } from "../errors.ts";
import type { Registration } from "../exchange-client.ts";
import type { Handle } from "../handle-types.ts";
import { type Launch, type Launchable, type LaunchOptions, specToProto } from "./launch-spec.ts";
import type { ManagerCore } from "./manager-core.ts";
import { raise } from "./run.ts";

/** How to launch as one of a batch. */
export type QueueOptions<Args extends readonly unknown[] = readonly unknown[]> = Omit<LaunchOptions<Args>, "registration" | "relaunch">;

interface Queued extends Launch {
  readonly handle: object;
}

/**
 * Launches many agents with few calls. Its handles are bound to their agents by `submit`; before, they can be arguments of other
 * agents of the batch. A batch that is disposed of without being submitted launches nothing.
 */
export class LaunchBatch implements Disposable {
  readonly #core: ManagerCore;
  #queued: Queued[] = [];
  #closed = false;

  /** @internal Made by `launchBatch` of a manager. */
  constructor(core: ManagerCore) {
    this.#core = core;
  }

  /**
   * Adds an agent, by kind, by class or as it is.
   * @throws InvalidStateError when the batch is closed.
   */
  queue<C extends AgentClass>(type: C, options?: QueueOptions<ConstructorParameters<C>>): Handle<C>;
  queue<A extends Agent>(agent: A, options?: QueueOptions): Handle<A>;
  queue<A = unknown>(kind: string, options?: QueueOptions): Handle<A>;
  queue(what: Launchable, options: QueueOptions = {}): Handle {
    this.#assertOpen();
    const handle = this.#core.exchange.handles.unbound();
    this.#queued.push({ what, options, handle });
    return handle;
  }

  /**
   * Registers all agents, then launches them. The batch is closed then, also when it fails.
   * @throws InvalidStateError when it is closed. LyceumError when nothing was launched; the handles are then not bound. What single launches
   * failed with: one error as itself, several as AggregateError; the handles of those are not bound, and the others run.
   */
  async submit(): Promise<void> {
    this.#assertOpen();
    this.#closed = true;
    const queued = this.#queued;
    this.#queued = [];
    if (queued.length === 0) return;
    const { handles } = this.#core.exchange;
    const registrations = await this.#core.register(queued.map(({ what, options }) => ({ what, name: options.name })));
    // Bound before the arguments are written, since these may be handles of the batch.
    for (const [index, { handle }] of queued.entries()) handles.bind(handle, (registrations[index] as Registration).agentId);
    const errors = await this.#launch(queued, registrations);
    const failed = queued.flatMap(({ handle }, index) => (errors.get(index) === undefined ? [] : [{ handle, index }]));
    for (const { handle } of failed) handles.unbind(handle);
    const leftovers = await this.#abandon(failed.map(({ index }) => registrations[index] as Registration));
    raise([...new Set([...errors.values(), ...leftovers])], "agents of the batch were not launched");
  }

  /** Drops what was not submitted: its handles stay unbound. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#queued = [];
  }

  /** Whether it takes no more agents. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Launches all, in steps that fit a frame; tells by index what failed. After a call that failed nothing more is launched. */
  async #launch(queued: readonly Queued[], registrations: readonly Registration[]): Promise<Map<number, Error>> {
    const errors = new Map<number, Error>();
    let next = 0;
    try {
      const specs = await Promise.all(queued.map((launch, index) => this.#specOf(launch, registrations[index] as Registration)));
      for (const step of steps(specs)) {
        const request = { requestId: randomUUID(), managerId: this.#core.managerId, specs: step };
        const { results } = await this.#core.transport.unary(ManagerService.method.launchBatch, request);
        for (const { result } of results) {
          if (result.case === "launched") this.#core.started(queued[next] as Queued, result.value);
          else errors.set(next, errorOf(result.value?.message ?? "it was not launched", { reason: result.value?.reason }));
          next += 1;
        }
      }
    } catch (error) {
      for (; next < queued.length; next++) errors.set(next, error as Error);
    }
    return errors;
  }

  async #specOf(launch: Queued, registration: Registration): Promise<Spec> {
    const options = { ...launch.options, registration };
    return specToProto({ what: launch.what, options }, await this.#core.executorOf(launch));
  }

  /** Ends the mailboxes of agents that were not launched; tells what that failed with. */
  async #abandon(registrations: readonly Registration[]): Promise<Error[]> {
    const ends = await Promise.allSettled(registrations.map(({ agentId }) => this.#core.exchange.terminate(agentId)));
    return ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
  }

  #assertOpen(): void {
    if (this.#closed) throw new InvalidStateError("the batch is closed");
    this.#core.assertOpen();
  }
}

type Spec = ReturnType<typeof specToProto>;

const MAX_STEP = 500;
const MAX_STEP_BYTES = 1_048_576;
const SPEC_BYTES = 256;

/** Cuts launches into calls of a bounded number and size. */
function* steps(specs: readonly Spec[]): Generator<Spec[]> {
  let step: Spec[] = [];
  let bytes = 0;
  for (const spec of specs) {
    const size = SPEC_BYTES + (spec.arguments?.data?.length ?? 0);
    if (step.length > 0 && (step.length >= MAX_STEP || bytes + size > MAX_STEP_BYTES)) {
      yield step;
      step = [];
      bytes = 0;
    }
    step.push(spec);
    bytes += size;
  }
  if (step.length > 0) yield step;
}
