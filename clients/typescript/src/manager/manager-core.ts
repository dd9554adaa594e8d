import { randomUUID } from "node:crypto";
import { type Launched, ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { EntityId } from "../entity.ts";
import { entityOf } from "../entity.ts";
import { AlreadyExistsError, ManagerClosedError } from "../errors.ts";
import type { ExchangeClient, Registration } from "../exchange-client.ts";
import { present } from "../present.ts";
import type { Transport } from "../transport.ts";
import { executorToProto } from "./executor-options.ts";
import { factoryOf, isLocal, type Launch, type Launchable, specToProto, typesOf } from "./launch-spec.ts";
import type { LocalHosts } from "./local-hosts.ts";

/** Told of each caution about a launch that succeeded. */
export type OnWarning = (warning: { readonly code: string; readonly message: string }) => void;

/** An agent to be registered. */
export interface NewKind {
  readonly what: Launchable;
  /** For people. */
  readonly name?: string | undefined;
}

/** Most that are registered by one call. */
const MAX_STEP = 500;

/** Name and template of the executor whose agents this process hosts. */
const LOCAL = { name: "local", template: "external" } as const;

/** What a manager and its batches share: registering and launching. */
export class ManagerCore {
  readonly managerId: string;
  readonly transport: Transport;
  readonly exchange: ExchangeClient;
  readonly hosts: LocalHosts;
  readonly #onWarning: OnWarning;
  #local: Promise<string> | undefined;
  #closed = false;

  constructor(managerId: string, transport: Transport, exchange: ExchangeClient, hosts: LocalHosts, onWarning: OnWarning) {
    this.managerId = managerId;
    this.transport = transport;
    this.exchange = exchange;
    this.hosts = hosts;
    this.#onWarning = onWarning;
  }

  /** Launches nothing from now on. */
  close(): void {
    this.#closed = true;
  }

  /** @throws ManagerClosedError when it is closing or closed. */
  assertOpen(): void {
    if (this.#closed) throw new ManagerClosedError("the manager is closed", { reason: "MANAGER_CLOSED", code: "FAILED_PRECONDITION" });
  }

  /** Registers agents to be launched later, all or none, in order. */
  async register(agents: readonly NewKind[]): Promise<Registration[]> {
    this.assertOpen();
    const registered: Registration[] = [];
    try {
      while (registered.length < agents.length)
        registered.push(...(await this.#registerStep(agents.slice(registered.length, registered.length + MAX_STEP))));
    } catch (error) {
      // What a step before got has no use without the rest.
      await Promise.allSettled(registered.map(({ agentId }) => this.exchange.terminate(agentId)));
      throw error;
    }
    return registered;
  }

  /** Launches one agent; tells which. */
  async launch(launch: Launch): Promise<EntityId> {
    this.assertOpen();
    const spec = specToProto(launch, await this.executorOf(launch));
    const request = { requestId: randomUUID(), managerId: this.managerId, spec };
    const { launched } = await this.transport.unary(ManagerService.method.launch, request);
    return this.started(launch, present(launched, "launched run"));
  }

  /** Takes note of a run that was started: what this process is to host begins. Tells the agent. */
  started({ what, options }: Launch, { run, runToken, warnings }: Launched): EntityId {
    for (const { code, message } of warnings) this.#onWarning({ code, message });
    if (isLocal(what)) this.hosts.start(runToken, factoryOf(what, options));
    return entityOf(present(run?.agent, "agent"));
  }

  /** The executor of a launch; empty means the manager's default. What this process hosts has one of its own. */
  async executorOf({ what, options }: Launch): Promise<string> {
    if (options.executor !== undefined) return options.executor;
    return isLocal(what) ? await this.#localExecutor() : "";
  }

  async #registerStep(agents: readonly NewKind[]): Promise<Registration[]> {
    const { registrations } = await this.transport.unary(ManagerService.method.registerAgents, {
      requestId: randomUUID(),
      managerId: this.managerId,
      agents: agents.map(({ what, name = "" }) => ({ kind: isLocal(what) ? "" : what, name, lineage: typesOf(what) })),
    });
    return registrations.map(({ entity, lineage }) => ({ agentId: entityOf(present(entity, "entity")), lineage }));
  }

  #localExecutor(): Promise<string> {
    // The server's own manager takes no executors; it has one for each template.
    if (this.managerId === "") return Promise.resolve(LOCAL.template);
    this.#local ??= this.#addLocalExecutor().catch((error: unknown) => {
      this.#local = undefined;
      throw error;
    });
    return this.#local;
  }

  async #addLocalExecutor(): Promise<string> {
    const executor = executorToProto(LOCAL.name, LOCAL);
    try {
      await this.transport.unary(ManagerService.method.addExecutor, { requestId: randomUUID(), managerId: this.managerId, executor });
    } catch (error) {
      if (!(error instanceof AlreadyExistsError)) throw error;
    }
    return LOCAL.name;
  }
}
