/** A JSON Schema, as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter of an action or a constructor, by its name. */
export interface Parameter {
  /** What it is for, for people. */
  readonly doc?: string;
  /** JSON Schema of its values, for callers to read; the host does not check values against it. */
  readonly schema?: JsonSchema;
  /** Whether it can be left out. */
  readonly optional?: boolean;
  /** What the argument is made into: a handle of the agent that it names, or each item (or property) of it into one. */
  readonly as?: "handle" | "handles";
}

/** Parameters in the order of the method's: what callers that name their arguments need, and what `describe` tells. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** An action: a method that others may call. */
export interface ActionDeclaration {
  /** What it does, for people. */
  readonly doc?: string;
  /** Absent means that all positional arguments are passed on, and named ones as one object after them. */
  readonly parameters?: Parameters;
  /** JSON Schema of its result. */
  readonly result?: JsonSchema;
  /** Whether it is an async generator: what it yields are partial results, what it returns is the result. */
  readonly streaming?: boolean;
  /**
   * Whether it may run again when its host was lost before it answered; default false: then it runs at most once, and its caller is
   * told HOST_LOST.
   */
  readonly redeliverable?: boolean;
  /** Allows a name that handles have a member of; it is then called by `handle.call(name, args)` alone. */
  readonly protectedName?: boolean;
}

/** A control loop: a method that runs from start to stop; it takes an AbortSignal that tells it to end. */
export interface LoopDeclaration {
  readonly doc?: string;
}

/** A timer: a method that is called at an interval, counted from the end of the call before. */
export interface TimerDeclaration {
  readonly doc?: string;
  /** In milliseconds. */
  readonly intervalMs: number;
  /** Time from start to the first call, in milliseconds; default 0. */
  readonly firstAfterMs?: number;
}

/** An event handler: a method that is called each time an {@link AgentEvent} of the agent is set. */
export interface EventDeclaration {
  readonly doc?: string;
  /** Name of the property that holds the event. */
  readonly on: string;
}

/** Actions by the name of their method. */
export type ActionTable = Readonly<Record<string, ActionDeclaration>>;
/** Loops by the name of their method. */
export type LoopTable = Readonly<Record<string, LoopDeclaration>>;
/** Timers by the name of their method. */
export type TimerTable = Readonly<Record<string, TimerDeclaration>>;
/** Event handlers by the name of their method. */
export type EventTable = Readonly<Record<string, EventDeclaration>>;
