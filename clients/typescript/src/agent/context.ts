import type { EntityId } from "../entity.ts";

/** W3C trace context of a request. */
export interface Trace {
  readonly traceparent: string;
  readonly tracestate: string;
}

/** What an agent's code can learn about why it runs. */
export interface Context {
  /** The agent itself. */
  readonly agentId: EntityId;
  /** Attempt of its run, from 1; 0 where no manager runs it. */
  readonly runAttempt: number;
  /** Who asked; absent outside of actions. */
  readonly caller: EntityId | undefined;
  /** Name of the action; absent outside of actions. */
  readonly action: string | undefined;
  /** Which delivery of the request this is, from 1; 0 outside of actions. */
  readonly attempt: number;
  /** When the answer is due; absent when it never is. */
  readonly deadline: Date | undefined;
  /** Trace of the request; absent when it has none. */
  readonly trace: Trace | undefined;
  /** Aborted when the work is not wanted any more: the action is cancelled or late, or (outside of actions) the agent is to end. */
  readonly signal: AbortSignal;
  /** Aborted when the agent is to end: finish soon, or hand over. */
  readonly draining: AbortSignal;
}
