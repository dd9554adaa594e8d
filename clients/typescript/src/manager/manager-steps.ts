import type { ExecutorOptions } from "./executor-options.ts";

/** What of a manager can be chained. */
export interface Equippable {
  addExecutor(name: string, options?: ExecutorOptions): PromiseLike<this>;
  setDefaultExecutor(name: string | undefined): PromiseLike<this>;
}

/** Steps that equip a manager, one after the other; await them for the manager. The first that fails ends them. */
export class ManagerSteps<M extends Equippable> implements PromiseLike<M> {
  readonly #steps: Promise<M>;

  /** @internal Begun by a manager's `addExecutor` or `setDefaultExecutor`. */
  constructor(steps: Promise<M>) {
    this.#steps = steps;
  }

  /** As of the manager. */
  addExecutor(name: string, options?: ExecutorOptions): ManagerSteps<M> {
    return new ManagerSteps(this.#steps.then((manager) => manager.addExecutor(name, options)));
  }

  /** As of the manager. */
  setDefaultExecutor(name: string | undefined): ManagerSteps<M> {
    return new ManagerSteps(this.#steps.then((manager) => manager.setDefaultExecutor(name)));
  }

  /** As of a promise. */
  // biome-ignore lint/suspicious/noThenProperty: steps are awaited; that is their use.
  then<A = M, B = never>(
    kept?: ((manager: M) => A | PromiseLike<A>) | null,
    broken?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#steps.then(kept, broken);
  }
}
