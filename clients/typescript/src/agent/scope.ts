import { AsyncLocalStorage } from "node:async_hooks";
import type { Messenger } from "../exchange/messenger.ts";
import type { Context } from "./context.ts";

/** In whose name code runs: the agent whose action, loop or hook it is. */
export interface Scope {
  readonly messenger: Messenger;
  readonly context: Context;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Runs code in an agent's name: its calls to other agents are the agent's. */
export function runInScope<T>(scope: Scope, code: () => T): T {
  return scopes.run(scope, code);
}

/** In whose name the present code runs; undefined outside of agents. */
export function currentScope(): Scope | undefined {
  return scopes.getStore();
}
