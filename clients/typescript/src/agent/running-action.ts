import type { EntityId } from "../entity.ts";
import { entityOf } from "../entity.ts";
import type { Held } from "../exchange/held.ts";
import { msOf } from "../time.ts";
import type { Context, Trace } from "./context.ts";

/** What all actions of an agent have in common. */
export interface ActionSurroundings {
  readonly agentId: EntityId;
  readonly runAttempt: number;
  readonly draining: AbortSignal;
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** An action under way, and what its code can learn about it. */
export class RunningAction implements Context {
  readonly held: Held;
  readonly deadline: Date | undefined;
  /** Whether it may end after the agent has begun to: it asked for that itself. */
  exempt = false;
  /** Called when it is cancelled, beside its signal. */
  onCancel: (() => void) | undefined;
  readonly #surroundings: ActionSurroundings;
  #controller: AbortController | undefined;
  #cancelled: { readonly reason: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(held: Held, surroundings: ActionSurroundings) {
    this.held = held;
    this.#surroundings = surroundings;
    const leftMs = msOf(held.envelope.timeout);
    this.deadline = leftMs === undefined ? undefined : new Date(Date.now() + leftMs);
  }

  get agentId(): EntityId {
    return this.#surroundings.agentId;
  }

  get runAttempt(): number {
    return this.#surroundings.runAttempt;
  }

  get caller(): EntityId | undefined {
    const { src } = this.held.envelope;
    return src === undefined ? undefined : entityOf(src);
  }

  get action(): string {
    return this.held.envelope.action;
  }

  get attempt(): number {
    return this.held.attempt;
  }

  get trace(): Trace | undefined {
    const { traceparent, tracestate } = this.held.envelope;
    return traceparent === "" ? undefined : { traceparent, tracestate };
  }

  get signal(): AbortSignal {
    // Made when it is asked for, since most actions never do.
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled !== undefined) this.#controller.abort(this.#cancelled.reason);
    }
    return this.#controller.signal;
  }

  get draining(): AbortSignal {
    return this.#surroundings.draining;
  }

  /** Calls when its answer is overdue. */
  onDeadline(call: () => void): void {
    if (this.deadline === undefined) return;
    this.#timer = setTimeout(call, Math.min(MAX_TIMER_MS, Math.max(0, this.deadline.getTime() - Date.now())));
  }

  /** Tells its code that the work is not wanted any more. */
  cancel(reason: unknown): void {
    if (this.#cancelled !== undefined) return;
    this.#cancelled = { reason };
    this.#controller?.abort(reason);
    this.onCancel?.();
  }

  /** Its code has returned. */
  ended(): void {
    clearTimeout(this.#timer);
  }
}
