import type { ActionCall } from "./action-call.ts";
import { type ActionOptions, AgentHandle, type HandleState } from "./handle.ts";
import type { Handle } from "./handle-types.ts";

type Method = (...args: unknown[]) => ActionCall<unknown, unknown>;

const targets = new WeakMap<object, AgentHandle>();

/** Whether a name is a member of handles, so that no action is called by it. */
export function isHandleMember(name: string): boolean {
  return name === "then" || name === "with" || name in AgentHandle.prototype;
}

/** Makes a handle: the members of {@link AgentHandle}, and a method for every other name. */
export function makeHandle<A>(state: HandleState, options: ActionOptions = {}): Handle<A> {
  const target = new AgentHandle(state, options);
  const methods = new Map<string, unknown>([
    // A handle that has a method `then` would be taken for a promise.
    ["then", undefined],
    ["with", (more: ActionOptions) => makeHandle(state, { ...options, ...more })],
  ]);
  const handle = new Proxy(target, {
    get: (_, name) => {
      if (typeof name === "symbol") return ownMember(target, name);
      if (name === "agentId" || name === "closed") return target[name];
      if (!methods.has(name)) methods.set(name, name in target ? ownMember(target, name) : action(target, name));
      return methods.get(name);
    },
  });
  targets.set(handle, target);
  return handle as Handle<A>;
}

/** What handles of the agent share; undefined for what is no handle. */
export function handleState(handle: unknown): HandleState | undefined {
  const target = typeof handle === "object" && handle !== null ? targets.get(handle) : undefined;
  return target === undefined ? undefined : AgentHandle.stateOf(target);
}

function action(target: AgentHandle, name: string): Method {
  return (...args) => target.call(name, args);
}

function ownMember(target: AgentHandle, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name, target);
  return typeof member === "function" && name !== "constructor" ? member.bind(target) : member;
}
