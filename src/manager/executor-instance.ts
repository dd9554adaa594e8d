import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { AgentFailure } from "../core/failure.ts";
import type { ExecutorRecord } from "../core/run.ts";
import type { ManagerContext } from "./context.ts";
import { type Lane, TemplatePool } from "./template-pool.ts";

/** Driver whose attempts are made by hosts that claim them. */
const EXTERNAL = "external";

/** Driver that runs commands; the others run modules. */
const COMMAND = "command";

/** How {@link ExecutorInstance.run} makes an attempt: anew, or by going on with one of a server before this one. */
export type RunMode = "new" | "adopted";

/** A manager's executor: its own instance of an operator's template, opened when it is first needed or before. */
export class ExecutorInstance {
  readonly record: ExecutorRecord;
  /** Its share of the template's places. */
  readonly lane: Lane;
  readonly #context: ManagerContext;
  readonly #template: ExecutorTemplate | undefined;
  #opening: Promise<Executor> | undefined;
  #disposing: Promise<void> | undefined;

  constructor(context: ManagerContext, record: ExecutorRecord, pool: TemplatePool | undefined) {
    this.#context = context;
    this.record = record;
    this.#template = context.templates.get(record.template);
    this.lane = (pool ?? new TemplatePool()).open(record.places);
  }

  /** Its driver; empty when the operator's configuration has its template no more. */
  get driver(): string {
    return this.#template?.driver ?? "";
  }

  /** Whether its hosts come by themselves. */
  get external(): boolean {
    return this.driver === EXTERNAL;
  }

  /** Whether it runs commands rather than modules. */
  get runsCommands(): boolean {
    return this.driver === COMMAND;
  }

  get logLevel(): NonNullable<ExecutorRecord["logLevel"]> {
    return this.record.logLevel ?? this.#template?.logLevel ?? "info";
  }

  get initModule(): string | undefined {
    return this.#template?.initModule;
  }

  /** Opens it ahead of its first attempt; a failure shows at that attempt, which tries again. */
  warm(): void {
    this.#open().catch((error: unknown) => {
      this.#context.log.warn({ executor: this.record.name, template: this.record.template, err: error }, "an executor could not be opened");
    });
  }

  /** Whether its hosts can be left to the next server; one that was never opened has none. */
  async livesOn(): Promise<boolean> {
    const executor = await this.#opening?.catch(() => undefined);
    return executor?.durable === true && executor.adopt !== undefined;
  }

  /**
   * Makes an attempt; resolves once its host is gone.
   * @throws AgentFailure when it could not be started.
   */
  async run(spec: AttemptSpec, signal: AbortSignal, mode: RunMode): Promise<HostEnd> {
    let executor: Executor;
    try {
      executor = await this.#open();
    } catch (error) {
      throw error instanceof AgentFailure ? error : unavailable(this.record.name, error);
    }
    if (signal.aborted) return { unknown: true };
    if (mode === "new") return executor.run(spec, signal);
    return executor.durable && executor.adopt !== undefined ? executor.adopt(spec, signal) : { unknown: true };
  }

  /** Ends it. Idempotent. */
  dispose(): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  #open(): Promise<Executor> {
    if (this.#opening !== undefined) return this.#opening;
    const opening = this.#openTemplate();
    // A failure is not kept: the next attempt may find what this one missed.
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  async #openTemplate(): Promise<Executor> {
    const template = this.#template;
    if (template === undefined || this.#disposing !== undefined) {
      throw new Error(
        template === undefined
          ? `the operator's configuration has no executor template ${JSON.stringify(this.record.template)} any more`
          : "the executor has ended",
      );
    }
    const open = this.#context.drivers[template.driver];
    if (open === undefined) throw new Error(`the server has no driver ${JSON.stringify(template.driver)}`);
    return open({ ...template, logLevel: this.logLevel });
  }

  async #dispose(): Promise<void> {
    const executor = await this.#opening?.catch(() => undefined);
    await executor?.[Symbol.asyncDispose]();
    this.#opening = undefined;
  }
}

function unavailable(name: string, cause: unknown): AgentFailure {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new AgentFailure({ type: "ExecutorUnavailable", message: `executor ${JSON.stringify(name)} cannot run the agent: ${message}` });
}
