import type { ActionCall } from "./action-call.ts";
import type { Agent } from "./agent/agent.ts";
import type { ActionOptions, AgentHandle } from "./handle.ts";

/** The agents of a class, or the agent type itself. */
type InstanceOf<A> = A extends abstract new (...args: never[]) => infer I ? I : A;

/** Names of what a handle calls: those in the class's table or, where the instance type alone is known, all that is the agent's own. */
type ActionNames<A> = A extends { readonly actions: infer T } & (abstract new (...args: never[]) => infer I)
  ? keyof T & keyof I & string
  : Exclude<keyof A, keyof Agent> & string;

/** Of these, the methods: properties are no actions. */
type MethodNames<I, K extends keyof I> = { [N in K]: I[N] extends (...args: never[]) => unknown ? N : never }[K];

/** A method as a handle has it: called at once, awaited or looped over. */
type Caller<M> = M extends (...args: infer P) => infer R
  ? R extends AsyncGenerator<infer Y, infer T, unknown>
    ? (...args: P) => ActionCall<T, Y>
    : (...args: P) => ActionCall<Awaited<R>>
  : never;

/** Actions that are not known to the compiler: every name is one. */
interface DynamicActions {
  // biome-ignore lint/suspicious/noExplicitAny: with a type, `noUncheckedIndexedAccess` would make every action possibly undefined.
  readonly [action: string]: any;
}

/** What every handle has beside its actions. */
interface HandleMembers<A> extends AgentHandle {
  /** The same handle, whose calls are made with these options. */
  with(options: ActionOptions): Handle<A>;
}

/**
 * A reference to an agent, whose actions are its methods. `Handle<typeof Counter>` has those of the class's table, `Handle<Counter>`
 * all public methods of the agent, `Handle` any.
 */
export type Handle<A = unknown> = HandleMembers<A> & ActionsOf<A>;

type ActionsOf<A> = unknown extends A
  ? DynamicActions
  : Agent extends A
    ? DynamicActions
    : { readonly [K in MethodNames<InstanceOf<A>, ActionNames<A> & keyof InstanceOf<A>>]: Caller<InstanceOf<A>[K]> };
