import { invalidField, LyceumError } from "../core/errors.ts";
import type { ExecutorRecord } from "../core/run.ts";
import type { ManagerContext } from "./context.ts";
import { ExecutorInstance } from "./executor-instance.ts";
import type { TemplatePool } from "./template-pool.ts";

/** Template of the executor that a manager has when it names none. */
const FALLBACK_TEMPLATE = "inline";

/** Name of a single executor that was given without one. */
const UNNAMED = "default";

/** Most executors of a manager. */
export const MAX_EXECUTORS = 100;

/** An executor to make. */
export interface ExecutorSpec {
  /** May be empty for a manager's only one. */
  readonly name: string;
  /** Empty means the template of the same name. */
  readonly template: string;
  readonly places?: number | undefined;
  readonly logLevel?: ExecutorRecord["logLevel"];
}

/** The executors of a manager that is made, and its default. */
export interface ExecutorChoice {
  readonly executors: readonly ExecutorRecord[];
  readonly defaultExecutor: string | undefined;
}

/**
 * Settles which executors a new manager has; changes nothing.
 * @throws LyceumError invalid_field, template_not_found.
 */
export function chooseExecutors(context: ManagerContext, specs: readonly ExecutorSpec[], defaultName: string): ExecutorChoice {
  const only = specs.length <= 1;
  const given = specs.length === 0 ? [{ name: FALLBACK_TEMPLATE, template: "" }] : specs;
  if (given.length > MAX_EXECUTORS) throw invalidField("executors", `must be at most ${MAX_EXECUTORS}`);
  const records: ExecutorRecord[] = [];
  for (const [index, spec] of given.entries()) {
    if (spec.name === "" && !only)
      throw invalidField(`executors[${index}].name`, "is missing: only a manager's single executor may do without");
    const named = spec.name === "" ? { ...spec, name: UNNAMED } : spec;
    if (spec.name === "" && spec.template === "")
      throw invalidField(`executors[${index}].template`, "is missing: name one of the operator's");
    if (records.some(({ name }) => name === named.name))
      throw invalidField(`executors[${index}].name`, `${JSON.stringify(named.name)} is there twice`);
    records.push(executorRecord(context, named));
  }
  const implied = only && (specs[0]?.name ?? "") === "" ? records[0]?.name : undefined;
  const chosen = defaultName === "" ? implied : defaultName;
  if (chosen !== undefined && !records.some(({ name }) => name === chosen)) {
    throw invalidField("default_executor", `${JSON.stringify(chosen)} names none of the executors`);
  }
  return { executors: records, defaultExecutor: chosen };
}

/**
 * Settles an executor's template.
 * @throws LyceumError template_not_found
 */
export function executorRecord(context: ManagerContext, spec: ExecutorSpec): ExecutorRecord {
  const template = spec.template === "" ? spec.name : spec.template;
  if (!context.templates.has(template)) {
    const known = [...context.templates.keys()];
    throw new LyceumError(
      "template_not_found",
      `the operator's configuration has no executor template ${JSON.stringify(template)}: choose one of ${known.join(", ")}`,
      { facts: { template, known: known.join(" ") } },
    );
  }
  return { name: spec.name, template, places: spec.places, logLevel: spec.logLevel };
}

/** The executors of one manager, in the order they were added, and its default. */
export class Executors {
  readonly #context: ManagerContext;
  readonly #pools: ReadonlyMap<string, TemplatePool>;
  readonly #instances = new Map<string, ExecutorInstance>();
  #defaultName: string | undefined;

  constructor(context: ManagerContext, pools: ReadonlyMap<string, TemplatePool>, choice: ExecutorChoice) {
    this.#context = context;
    this.#pools = pools;
    this.#defaultName = choice.defaultExecutor;
    for (const record of choice.executors) this.#open(record);
  }

  get all(): readonly ExecutorInstance[] {
    return [...this.#instances.values()];
  }

  /**
   * The executor that a launch names, or the default for an empty name.
   * @throws LyceumError no_default_executor, executor_not_found.
   */
  choose(name: string): ExecutorInstance {
    const chosen = name === "" ? this.#defaultName : name;
    if (chosen === undefined)
      throw new LyceumError("no_default_executor", "the launch names no executor and the manager has no default: name one");
    return this.#get(chosen);
  }

  /** The executor of a run of this manager; one that the operator's configuration has no more runs nothing. */
  of(name: string): ExecutorInstance {
    return this.#instances.get(name) ?? new ExecutorInstance(this.#context, { name, template: name }, undefined);
  }

  /**
   * Adds an executor.
   * @throws LyceumError executor_exists
   */
  add(record: ExecutorRecord): ExecutorInstance {
    if (this.#instances.has(record.name)) {
      throw new LyceumError("executor_exists", `the manager has an executor named ${JSON.stringify(record.name)}: choose another name`, {
        facts: { executor: record.name },
      });
    }
    if (this.#instances.size >= MAX_EXECUTORS) throw invalidField("executor", `is one too many: a manager has at most ${MAX_EXECUTORS}`);
    return this.#open(record);
  }

  /**
   * Sets the default, or clears it by an empty name.
   * @throws LyceumError executor_not_found
   */
  setDefault(name: string): string | undefined {
    this.#defaultName = name === "" ? undefined : this.#get(name).record.name;
    return this.#defaultName;
  }

  /** Ends them, but for those that are to live on; resolves once all are ended. What fails is logged. */
  async dispose(livesOn: ReadonlySet<ExecutorInstance> = new Set()): Promise<void> {
    await Promise.all([...this.#instances.values()].map((instance) => (livesOn.has(instance) ? undefined : this.#end(instance))));
  }

  /** Ends them for the close of their manager; one that does not end in time is left behind, which the log tells with these facts. */
  async disposeInTime(facts: object): Promise<void> {
    const { clock, times, log } = this.#context;
    const limit = Promise.withResolvers<void>();
    const timer = clock.after(times.disposeLimitMs, () => {
      log.error(facts, "the executors of a closed manager did not end in time and were abandoned");
      limit.resolve();
    });
    await Promise.race([this.dispose(), limit.promise]);
    timer.cancel();
  }

  async #end(instance: ExecutorInstance): Promise<void> {
    try {
      await instance.dispose();
    } catch (error) {
      this.#context.log.error({ executor: instance.record.name, err: error }, "an executor failed to end");
    }
  }

  #open(record: ExecutorRecord): ExecutorInstance {
    const instance = new ExecutorInstance(this.#context, record, this.#pools.get(record.template));
    this.#instances.set(record.name, instance);
    return instance;
  }

  #get(name: string): ExecutorInstance {
    const instance = this.#instances.get(name);
    if (instance === undefined) {
      throw new LyceumError("executor_not_found", `the manager has no executor named ${JSON.stringify(name)}: add it, or name another`, {
        facts: { executor: name, known: [...this.#instances.keys()].join(" ") },
      });
    }
    return instance;
  }
}
