import type { EntityId, EntityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { ExecutorRecord, ManagerRecord, OrphanPolicy, RetryPolicy, RunRecord } from "../core/run.ts";
import { NO_RETRIES } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { ManagerContext } from "./context.ts";
import { chooseExecutors, type ExecutorSpec } from "./executors.ts";
import { Hosts } from "./hosts.ts";
import { LiveHosts } from "./live-hosts.ts";
import { Manager, type ManagerParts } from "./manager.ts";
import { Retention } from "./retention.ts";
import { RunIndex } from "./run-index.ts";
import { ServerStop, type StopMode } from "./server-stop.ts";
import { StopRequests } from "./stop-requests.ts";
import { TemplatePool } from "./template-pool.ts";

/** A manager to make. */
export interface NewManager {
  readonly namespace: string;
  /** Subject of whoever makes it. */
  readonly owner: string;
  /** Account that answers for the owner; absent means that it is one. */
  readonly account?: string | undefined;
  readonly executors: readonly ExecutorSpec[];
  /** Empty means none, or the only one where it is unnamed. */
  readonly defaultExecutor: string;
  readonly retry: RetryPolicy;
  /** Absent means no lease. */
  readonly leaseMs?: number | undefined;
  readonly orphanPolicy: OrphanPolicy;
  /** Absent makes a user of its own. */
  readonly user?: EntityId | undefined;
  /** Absent means the server's. */
  readonly graceMs?: number | undefined;
}

/** Managers of a page that was asked for. */
export interface ManagerPage {
  readonly namespace: string;
  /** Only those of which the caller may know; absent means all. */
  readonly accept?: ((manager: ManagerRecord) => boolean) | undefined;
  readonly includeClosed: boolean;
  /** Number of the last manager of the page before; 0 for the first page. */
  readonly after: number;
  readonly size: number;
}

/** Owner of the server's own managers. */
const SERVER = "server";

/** All managers of a server. */
export class Managers implements AsyncDisposable {
  /** What hosts ask and say. */
  readonly hosts: Hosts;
  readonly #context: ManagerContext;
  readonly #parts: ManagerParts;
  readonly #index = new RunIndex();
  readonly #retention: Retention;
  readonly #managers = new Map<string, Manager>();
  readonly #deaf: (() => void)[] = [];
  #order = 0;
  #stop: ServerStop | undefined;

  constructor(context: ManagerContext) {
    this.#context = context;
    const pools = new Map([...context.templates].map(([name, { places }]) => [name, new TemplatePool(places)]));
    this.#parts = {
      context,
      pools,
      index: this.#index,
      stops: new StopRequests(context.exchange),
      hosts: new LiveHosts(() => this.#stop?.hostGone()),
      draining: () => this.#stop !== undefined,
      closed: (manager) => this.#retention.closed(manager),
    };
    this.hosts = new Hosts(context, this.#index);
    this.#retention = new Retention(context, {
      managers: () => this.#managers.values(),
      forget: (manager) => this.#managers.delete(manager.record.key),
    });
  }

  /** Takes over what a server before this one kept, and listens to the exchange from now on. */
  load(store: Pick<Store, "load">): void {
    const runs = Map.groupBy(store.load("runs"), (run) => run.manager);
    const events = Map.groupBy(store.load("events"), (event) => event.manager);
    for (const record of [...store.load("managers")].sort((a, b) => a.order - b.order)) {
      this.#order = record.order;
      const own = record.managerId === "" ? { ...record, ...this.#ownExecutors(record.executors) } : record;
      const manager = new Manager(this.#parts, own);
      this.#managers.set(record.key, manager);
      manager.load(
        (runs.get(record.key) ?? []).sort((a, b) => a.order - b.order),
        events.get(record.key) ?? [],
      );
    }
    const { exchange } = this.#context;
    this.#deaf.push(
      exchange.onTerminate((key) => this.#index.latest(key)?.mailboxTerminated()),
      exchange.onSessionEnd((key, fence) => this.#index.latest(key)?.sessionEnded(fence)),
      this.#index.onEnd((run) => this.#runEnded(run)),
    );
  }

  /** Goes on with what a server before this one began, and makes the server's own manager. Hosts must be able to reach the server by now. */
  start(): void {
    for (const manager of [...this.#managers.values()].sort(byClose)) manager.resume();
    this.own(this.#context.homeNamespace);
    this.#retention.start();
  }

  /**
   * Makes a manager.
   * @throws LyceumError server_draining, invalid_field, template_not_found.
   */
  create(request: NewManager): Manager {
    if (this.#stop !== undefined) throw new LyceumError("server_draining", "the server is stopping: try again shortly");
    const { ids, times } = this.#context;
    const managerId = ids.uuid();
    return this.#add({
      managerId,
      namespace: request.namespace,
      owner: request.owner,
      account: request.account,
      user: request.user ?? { uid: ids.uuid(), role: "user", name: "" },
      ...chooseExecutors(this.#context, request.executors, request.defaultExecutor),
      retry: request.retry,
      leaseMs: request.leaseMs,
      orphanPolicy: request.orphanPolicy,
      graceMs: request.graceMs ?? times.graceMs,
    });
  }

  /**
   * The manager of an id; an empty one means the server's own in that namespace, made when it is first asked for.
   * @throws LyceumError manager_not_found
   */
  get(namespace: string, managerId: string): Manager {
    if (managerId === "") return this.own(namespace);
    const manager = this.#managers.get(managerKey(namespace, managerId));
    if (manager === undefined) {
      throw new LyceumError("manager_not_found", `there is no manager ${JSON.stringify(managerId)}: see ListManagers`, {
        facts: { manager: managerId },
      });
    }
    return manager;
  }

  /** The server's own manager of a namespace, whose executors are the operator's templates. */
  own(namespace: string): Manager {
    const manager = this.#managers.get(managerKey(namespace, ""));
    if (manager !== undefined) return manager;
    const { ids, times } = this.#context;
    return this.#add({
      managerId: "",
      namespace,
      owner: SERVER,
      user: { uid: ids.uuid(), role: "user", name: SERVER },
      ...this.#ownExecutors(),
      retry: NO_RETRIES,
      orphanPolicy: "detach",
      graceMs: times.graceMs,
    });
  }

  /** Managers of a page, one more than its size where there are more, in the order they were made. */
  page({ namespace, accept = () => true, includeClosed, after, size }: ManagerPage): Manager[] {
    const found: Manager[] = [];
    for (const manager of this.#managers.values()) {
      const { told } = manager;
      if (told === undefined || told.namespace !== namespace || told.order <= after) continue;
      if ((told.state === "closed" && !includeClosed) || !accept(told)) continue;
      found.push(manager);
      if (found.length > size) break;
    }
    return found;
  }

  /** The latest run of an agent under any manager, as it is kept; undefined when none launched it. */
  latestRun(agent: EntityKey): RunRecord | undefined {
    return this.#index.latest(agent)?.told;
  }

  /** Calls with each run that ended, once that is kept. Returns how to stop that. */
  onRunEnd(listener: (run: RunRecord) => void): () => void {
    return this.#index.onEnd(listener);
  }

  /**
   * Stops for the server's stop, which is no close: nothing new starts; agents are asked to end, their mailboxes stay
   * open, and their attempts are made again by the next server. Resolves once all hosts are gone, killed after the
   * grace or at the signal's abort. With `leave`, hosts that can outlive the server do.
   */
  async drain(mode: StopMode, graceMs: number, signal: AbortSignal): Promise<void> {
    this.#retention.stop();
    this.#stop = new ServerStop(this.#context, [...this.#managers.values()], this.#parts.hosts);
    await this.#stop.run(mode, graceMs, signal);
  }

  /** Ends the executors. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#retention.stop();
    for (const stop of this.#deaf.splice(0)) stop();
    for (const manager of this.#managers.values()) manager.rest();
    await Promise.all([...this.#managers.values()].map((manager) => manager.executors.dispose(this.#stop?.livingOn)));
  }

  // The operator's templates as they are today, then what was added of them under other names.
  #ownExecutors(added: readonly ExecutorRecord[] = []): Pick<ManagerRecord, "executors" | "defaultExecutor"> {
    const { templates, defaultExecutor } = this.#context;
    const configured: ExecutorRecord[] = [...templates.keys()].map((name) => ({ name, template: name }));
    const others = added.filter(({ name, template }) => !templates.has(name) && name !== template && templates.has(template));
    return { executors: [...configured, ...others], defaultExecutor };
  }

  #runEnded(run: RunRecord): void {
    const manager = this.#managers.get(run.manager);
    if (manager !== undefined) this.#retention.runEnded(manager);
  }

  #add(made: Omit<ManagerRecord, "key" | "order" | "state" | "revision" | "createdAtMs">): Manager {
    this.#order += 1;
    const manager = new Manager(this.#parts, {
      ...made,
      key: managerKey(made.namespace, made.managerId),
      order: this.#order,
      state: "open",
      revision: 0,
      createdAtMs: this.#context.clock.now(),
    });
    this.#managers.set(manager.record.key, manager);
    manager.create();
    return manager;
  }
}

/** Those that are not closed in their order, then the closed ones in that of their close. */
function byClose(one: Manager, other: Manager): number {
  return (one.record.closedAtMs ?? 0) - (other.record.closedAtMs ?? 0);
}

function managerKey(namespace: string, managerId: string): string {
  return `${namespace}/${managerId}`;
}
