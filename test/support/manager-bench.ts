import type { EntityId } from "../../src/core/entity.ts";
import type { Exchange } from "../../src/core/exchange.ts";
import type { AgentKind, ExecutorTemplate } from "../../src/core/executor.ts";
import type { Failure } from "../../src/core/failure.ts";
import { Journal } from "../../src/core/journal.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/core/limits.ts";
import type { RunRecord } from "../../src/core/run.ts";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Store } from "../../src/core/store.ts";
import type { ManagerContext, ManagerTimes } from "../../src/manager/context.ts";
import { DEFAULT_TIMES } from "../../src/manager/context.ts";
import type { LaunchSpec } from "../../src/manager/launch.ts";
import { type Launched, launch } from "../../src/manager/launch-batch.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { Managers, type NewManager } from "../../src/manager/managers.ts";
import type { ExitReport } from "../../src/manager/verdict.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeMailboxes } from "./fake-mailboxes.ts";
import { ScriptedExecutors, type ScriptedHost } from "./scripted-executor.ts";

export const NAMESPACE = "default";

/** A signal that never aborts. */
export const NEVER = new AbortController().signal;

const TEMPLATES: readonly ExecutorTemplate[] = [
  { name: "inline", driver: "scripted" },
  { name: "pool", driver: "scripted", places: 2, logLevel: "warn", initModule: "/init.ts" },
  { name: "durable", driver: "durable" },
  { name: "command", driver: "command" },
  { name: "external", driver: "external" },
];

const KINDS: readonly AgentKind[] = [
  { name: "worker", lineage: ["Worker", "lyceum.Agent"], module: "/agents/worker.ts" },
  { name: "script", lineage: ["Script", "lyceum.Agent"], argv: ["python3", "script.py"] },
];

/** What a bench may be made of. */
export interface BenchOptions {
  readonly store?: Store;
  readonly clock?: FakeClock;
  readonly mailboxes?: FakeMailboxes;
  /** A real exchange in place of mailboxes without messages, with its journal, store and clock. */
  readonly on?: { readonly exchange: Exchange; readonly journal: Journal; readonly store: Store; readonly clock: FakeClock };
  readonly templates?: readonly ExecutorTemplate[];
  readonly times?: Partial<ManagerTimes>;
  readonly limits?: Partial<Limits>;
}

/** A line of the log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
}

/** The manager rules with a fake clock, scripted executors, a store in memory and mailboxes without messages. */
export class ManagerBench {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly journal: Journal;
  readonly mailboxes: FakeMailboxes;
  readonly executors = new ScriptedExecutors();
  readonly log: LogLine[] = [];
  readonly context: ManagerContext;
  readonly managers: Managers;
  readonly #options: BenchOptions;

  constructor(options: BenchOptions = {}) {
    this.#options = options;
    this.store = options.on?.store ?? options.store ?? new MemoryStore();
    this.clock = options.on?.clock ?? options.clock ?? new FakeClock();
    this.mailboxes = options.mailboxes ?? new FakeMailboxes();
    this.journal = options.on?.journal ?? new Journal(this.store, this.clock);
    let ids = 0;
    const line = (level: string) => (_facts: object, message: string) => void this.log.push({ level, message });
    this.context = {
      journal: this.journal,
      clock: this.clock,
      ids: { uuid: () => `id-${this.clock.now() % 1e9}-${++ids}`, secret: () => "secret" },
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      log: { info: line("info"), warn: line("warn"), error: line("error") },
      exchange: options.on?.exchange ?? this.mailboxes,
      kind: (name) => KINDS.find((kind) => kind.name === name),
      templates: new Map((options.templates ?? TEMPLATES).map((template) => [template.name, template])),
      drivers: this.executors.drivers,
      homeNamespace: NAMESPACE,
      defaultExecutor: "inline",
      issueRunToken: (namespace, runId, attempt) => `${namespace}/${runId}/${attempt}`,
      times: { ...DEFAULT_TIMES, ...options.times },
    };
    this.managers = new Managers(this.context);
  }

  /** Makes a bench and starts its rules. */
  static async open(options: BenchOptions = {}): Promise<ManagerBench> {
    const bench = new ManagerBench(options);
    bench.managers.load(bench.store);
    bench.managers.start();
    await settle();
    return bench;
  }

  /** A new server on what this one kept. This one is dead: its time stands still and it hears nothing. */
  async restart(options: BenchOptions = {}): Promise<ManagerBench> {
    await this.journal.settled();
    this.mailboxes.forgetListeners();
    const clock = new FakeClock(this.clock.now());
    return ManagerBench.open({ ...this.#options, store: this.store, clock, mailboxes: this.mailboxes, ...options });
  }

  /** Makes a manager with all templates as executors. */
  manager(overrides: Partial<NewManager> = {}): Manager {
    return this.managers.create({
      namespace: NAMESPACE,
      owner: "operator",
      executors: [...this.context.templates.keys()].map((name) => ({ name, template: "" })),
      defaultExecutor: "inline",
      retry: NO_RETRIES,
      orphanPolicy: "close",
      ...overrides,
    });
  }

  /** Launches a worker and lets it come to rest. */
  async launch(manager: Manager, spec: Partial<LaunchSpec> = {}): Promise<string> {
    const { runId } = this.launchNow(manager, spec);
    await settle();
    return runId;
  }

  /** Launches a worker. */
  launchNow(manager: Manager, spec: Partial<LaunchSpec> = {}): Launched {
    return launch(manager, { kind: "worker", config: {}, executor: "", name: "", relaunch: false, lineage: [], ...spec });
  }

  /** Registers an agent. */
  register(uid: string): EntityId {
    const agent: EntityId = { uid, role: "agent", name: uid };
    this.context.exchange.register(NAMESPACE, "operator", [{ entity: agent, lineage: ["Worker", "lyceum.Agent"] }]);
    return agent;
  }

  /** A run as it is kept. */
  run(manager: Manager, runId: string): RunRecord {
    return manager.runs.byId(runId)!.told!;
  }

  /** The latest host of a run. */
  host(runId: string): ScriptedHost {
    return this.executors.hosts.findLast(({ spec }) => spec.runId === runId)!;
  }

  /** Hosts that were asked for, as `run attempt`. */
  get attempts(): string[] {
    return this.executors.hosts.map(({ spec }) => `${spec.runId} ${spec.attempt}`);
  }

  /** Lets a run's host say that the agent is up. */
  async up(runId: string): Promise<void> {
    this.managers.hosts.started(this.claim(runId));
    await settle();
  }

  /** Lets a run's host report its end, and end. */
  async exit(runId: string, failure?: Failure, more: Partial<ExitReport> = {}): Promise<boolean> {
    const host = this.host(runId);
    const over = this.managers.hosts.exited(this.claim(runId), { failure, interrupted: false, ...more });
    host.end({ exitCode: failure === undefined ? 0 : 1, outputTail: failure === undefined ? "" : "a line of output" });
    await settle();
    return over;
  }

  /** The credential of a run's latest host. */
  claim(runId: string): { namespace: string; runId: string; attempt: number } {
    return { namespace: NAMESPACE, runId, attempt: this.host(runId).spec.attempt };
  }
}

/** A failure of an agent. */
export function boom(type = "Boom"): Failure {
  return { type, message: "it broke", stack: "at agent", language: "typescript" };
}
