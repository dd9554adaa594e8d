import { entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import { assertQuota } from "../core/quota.ts";
import type { ManagerRecord, RunEventRecord, RunRecord } from "../core/run.ts";
import type { ManagerContext } from "./context.ts";
import type { ExecutorInstance } from "./executor-instance.ts";
import { type ExecutorSpec, Executors, executorRecord } from "./executors.ts";
import { Feed } from "./feed.ts";
import type { LaunchPlan } from "./launch.ts";
import { Lease } from "./lease.ts";
import { type LiveHost, LiveHosts } from "./live-hosts.ts";
import { Run } from "./run.ts";
import type { RunHome } from "./run-home.ts";
import type { RunIndex } from "./run-index.ts";
import { withoutArguments } from "./run-record.ts";
import { RunTable } from "./run-table.ts";
import type { StopRequests } from "./stop-requests.ts";
import type { TemplatePool } from "./template-pool.ts";

/** What {@link Manager} shares with all others of the server. */
export interface ManagerParts {
  readonly context: ManagerContext;
  readonly pools: ReadonlyMap<string, TemplatePool>;
  readonly index: RunIndex;
  readonly stops: StopRequests;
  /** Hosts of all managers. */
  readonly hosts: LiveHosts;
  /** Whether the server stops, so that nothing new starts. */
  readonly draining: () => boolean;
  /** Told once of each manager that is closed. */
  readonly closed: (manager: Manager) => void;
}

/** A manager: its record, executors, runs and changes. */
export class Manager implements RunHome {
  readonly runs = new RunTable();
  readonly feed: Feed;
  readonly executors: Executors;
  readonly #parts: ManagerParts;
  readonly #lease: Lease | undefined;
  #record: ManagerRecord;
  readonly #hosts: LiveHosts;
  #told: ManagerRecord | undefined;
  #finishing = false;

  constructor(parts: ManagerParts, record: ManagerRecord) {
    this.#parts = parts;
    this.#record = record;
    this.#hosts = new LiveHosts(() => this.#finishIfQuiet(), parts.hosts);
    this.feed = new Feed(parts.context);
    this.executors = new Executors(parts.context, parts.pools, { executors: record.executors, defaultExecutor: record.defaultExecutor });
    if (record.leaseMs !== undefined) this.#lease = new Lease(parts.context.clock, record.leaseMs, () => this.#orphaned());
  }

  get context(): ManagerContext {
    return this.#parts.context;
  }

  get stops(): StopRequests {
    return this.#parts.stops;
  }

  /** The runs of all managers. */
  get index(): RunIndex {
    return this.#parts.index;
  }

  get namespace(): string {
    return this.#record.namespace;
  }

  get graceMs(): number {
    return this.#record.graceMs;
  }

  get record(): ManagerRecord {
    return this.#record;
  }

  /** The manager as the store has it; undefined until its making is kept. Nobody is told more. */
  get told(): ManagerRecord | undefined {
    return this.#told;
  }

  /** Whether it is the server's own, which has no lease and is never closed. */
  get isDefault(): boolean {
    return this.#record.managerId === "";
  }

  /** Writes a new manager down and starts its lease. */
  create(): void {
    this.#change({});
    this.#lease?.renew();
    this.context.journal.afterCommit(() => this.#warm());
  }

  /** Takes over what a server before this one kept: runs in the order of their launch, events in that of their revisions. */
  load(runs: readonly RunRecord[], events: readonly RunEventRecord[]): void {
    const revision = Math.max(this.#record.revision, events.at(-1)?.revision ?? 0);
    this.#record = { ...this.#record, revision };
    this.#told = this.#record;
    this.feed.load(events, revision);
    for (const record of runs) {
      const run = new Run(this, this.executors.of(record.executor), record);
      run.tell(record);
      this.runs.add(run);
      this.index.add(run);
    }
  }

  /** Goes on with the runs, the lease or the closing of a server before this one. */
  resume(): void {
    if (this.#record.state === "open") {
      this.#lease?.renew();
      this.#warm();
    }
    for (const run of [...this.runs.unfinished]) run.resume();
    if (this.#record.state === "closing") this.#stopAll(undefined);
    else if (this.#record.state === "closed") this.#parts.closed(this);
  }

  /** @throws LyceumError manager_closed, server_draining. */
  assertOpen(): void {
    if (this.#record.state !== "open") {
      throw new LyceumError("manager_closed", `the manager is ${this.#record.state}: make a new one`, {
        facts: { manager: this.#record.managerId },
      });
    }
    if (this.#parts.draining()) throw new LyceumError("server_draining", "the server is stopping: try again shortly");
  }

  /**
   * Says whether the namespace may have so many more runs.
   * @throws LyceumError quota_exceeded
   */
  assertRoom(runs: number): void {
    const { namespace } = this.#record;
    assertQuota(this.context.quotaOf?.(namespace) ?? {}, namespace, "runs", this.index.unfinishedIn(namespace) + runs);
  }

  /** Makes the run of a plan, whose agent is registered. */
  launch(plan: LaunchPlan): Run {
    const { ids, clock } = this.context;
    const run = new Run(this, plan.executor, {
      key: ids.uuid(),
      manager: this.#record.key,
      agent: plan.agent,
      agentKey: entityKey(this.namespace, plan.agent),
      owner: plan.launcher?.subject,
      account: plan.launcher?.account,
      order: 0,
      kind: plan.kind,
      executor: plan.executor.record.name,
      arguments: plan.arguments,
      config: plan.config,
      retry: plan.retry,
      state: "queued",
      attempts: [],
      countedAttempts: 0,
      stopRequested: false,
      createdAtMs: clock.now(),
      revision: 0,
    });
    this.runs.add(run);
    this.index.add(run);
    run.launch();
    return run;
  }

  /** @throws LyceumError manager_closed, template_not_found, executor_exists. */
  addExecutor(spec: ExecutorSpec): ExecutorInstance {
    this.assertOpen();
    const record = executorRecord(this.context, spec);
    const instance = this.executors.add(record);
    this.#change({ executors: [...this.#record.executors, record] });
    this.context.journal.afterCommit(() => instance.warm());
    return instance;
  }

  /** Sets the default executor, or clears it by an empty name. @throws LyceumError manager_closed, executor_not_found. */
  setDefaultExecutor(name: string): void {
    this.assertOpen();
    const defaultExecutor = this.executors.setDefault(name);
    if (defaultExecutor !== this.#record.defaultExecutor) this.#change({ defaultExecutor });
  }

  /**
   * Renews the lease; whoever does so after it lapsed becomes the owner.
   * @throws LyceumError manager_closed
   */
  keepAlive(owner: string, account?: string): void {
    this.assertOpen();
    if (this.#lease === undefined) return;
    if (this.#lease.lapsed && owner !== this.#record.owner) this.#change({ owner, account });
    this.#lease.renew();
  }

  /**
   * Starts closing: every agent is asked to end and killed after the grace; then the executors end. Idempotent.
   * @param graceMs absent means each agent's own, else the manager's.
   * @throws LyceumError default_manager
   */
  close(graceMs?: number): void {
    if (this.isDefault) throw new LyceumError("default_manager", "the server's own manager is never closed: shut its runs down one by one");
    if (this.#record.state === "closed") return;
    this.#lease?.end();
    if (this.#record.state === "open") this.#change({ state: "closing" });
    this.#stopAll(graceMs);
  }

  /** Ends the lease's time, since the server stops. */
  rest(): void {
    this.#lease?.end();
  }

  changed(run: Run, record: RunRecord): RunRecord {
    const { journal } = this.context;
    const manager = this.#next();
    const { revision } = manager;
    const changed: RunRecord = { ...record, revision, order: record.order || revision };
    journal.put("runs", changed);
    this.feed.add({ manager: manager.key, revision, run: withoutArguments(changed) });
    journal.afterCommit(() => {
      this.#told = manager;
      run.tell(changed);
      this.feed.tell(revision);
      if (changed.state === "ended") this.index.tellEnd(changed);
    });
    return changed;
  }

  hostCame(host: LiveHost): void {
    this.#hosts.came(host);
  }

  hostGone(host: LiveHost): void {
    this.#hosts.gone(host);
  }

  ended(run: Run): void {
    this.runs.finish(run);
    this.index.finish(run);
    this.#finishIfQuiet();
  }

  #orphaned(): void {
    const { log } = this.context;
    const { managerId, namespace, orphanPolicy } = this.#record;
    log.info({ manager: managerId, namespace, policy: orphanPolicy }, "a manager's owner has vanished");
    if (orphanPolicy === "close") this.close();
  }

  #stopAll(graceMs: number | undefined): void {
    for (const run of [...this.runs.unfinished]) {
      run.stop({ killAfterMs: graceMs ?? run.record.config.stopGraceMs ?? this.graceMs });
    }
    this.#finishIfQuiet();
  }

  #finishIfQuiet(): void {
    if (this.#record.state !== "closing" || this.#finishing || this.#hosts.count > 0 || this.runs.unfinished.size > 0) return;
    this.#finishing = true;
    void this.executors.disposeInTime({ manager: this.#record.managerId }).then(() => {
      this.#change({ state: "closed", closedAtMs: this.context.clock.now() });
      this.context.journal.afterCommit(() => this.#parts.closed(this));
    });
  }

  // The server's own managers of further namespaces open an executor when it is first needed.
  #warm(): void {
    if (this.isDefault && this.namespace !== this.context.homeNamespace) return;
    for (const instance of this.executors.all) instance.warm();
  }

  #change(patch: Partial<ManagerRecord>): void {
    this.#record = { ...this.#record, ...patch };
    const record = this.#next();
    this.feed.add({ manager: record.key, revision: record.revision, managerRecord: record });
    this.context.journal.afterCommit(() => {
      this.#told = record;
      this.feed.tell(record.revision);
    });
  }

  #next(): ManagerRecord {
    this.#record = { ...this.#record, revision: this.#record.revision + 1 };
    this.context.journal.put("managers", this.#record);
    return this.#record;
  }
}
