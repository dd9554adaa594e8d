import { isHandleMember } from "../handle-proxy.ts";
import type { AgentClass } from "./agent.ts";
import type { ActionDeclaration, EventDeclaration, LoopDeclaration, Parameters, TimerDeclaration } from "./declarations.ts";
import { ancestry, typeNameOf } from "./lineage.ts";

/** What a class of agents declares, with what its base classes declare. */
export interface AgentTable {
  readonly lineage: readonly string[];
  readonly doc: string;
  /** Parameters of the constructor. */
  readonly parameters: Parameters | undefined;
  readonly actions: ReadonlyMap<string, ActionDeclaration>;
  readonly loops: ReadonlyMap<string, LoopDeclaration>;
  readonly timers: ReadonlyMap<string, TimerDeclaration>;
  readonly events: ReadonlyMap<string, EventDeclaration>;
}

const tables = new WeakMap<AgentClass, AgentTable>();

/**
 * Reads the tables of a class.
 * @throws TypeError when a table names what is no method, or an action has a name that handles keep for themselves.
 */
export function tableOf(type: AgentClass): AgentTable {
  const known = tables.get(type);
  if (known !== undefined) return known;
  const classes = ancestry(type);
  const table: AgentTable = {
    lineage: classes.map(typeNameOf),
    doc: (Object.hasOwn(type, "doc") ? type.doc : undefined) ?? "",
    parameters: type.parameters,
    actions: merged(type, classes, "actions"),
    loops: merged(type, classes, "loops"),
    timers: merged(type, classes, "timers"),
    events: merged(type, classes, "events"),
  };
  checkActions(type, table.actions);
  checkTimers(type, table.timers);
  tables.set(type, table);
  return table;
}

function merged<K extends "actions" | "loops" | "timers" | "events">(
  type: AgentClass,
  classes: readonly AgentClass[],
  kind: K,
): Map<string, AgentClass[K][string]> {
  const all = new Map<string, AgentClass[K][string]>();
  for (const each of classes.toReversed()) {
    if (!Object.hasOwn(each, kind)) continue;
    for (const [name, declaration] of Object.entries(each[kind])) all.set(name, declaration as AgentClass[K][string]);
  }
  for (const name of all.keys()) {
    if (typeof (type.prototype as Record<string, unknown>)[name] !== "function") {
      throw new TypeError(`${type.name}.${kind} names "${name}", which is no method of ${type.name}`);
    }
  }
  return all;
}

function checkActions(type: AgentClass, actions: ReadonlyMap<string, ActionDeclaration>): void {
  for (const [name, declaration] of actions) {
    if (isHandleMember(name) && declaration.protectedName !== true) {
      throw new TypeError(
        `${type.name}.actions names "${name}", which handles have a member of: choose another name, or say "protectedName: true" and call it by handle.call("${name}", args)`,
      );
    }
  }
}

function checkTimers(type: AgentClass, timers: ReadonlyMap<string, TimerDeclaration>): void {
  for (const [name, { intervalMs, firstAfterMs = 0 }] of timers) {
    if (!(intervalMs > 0) || !(firstAfterMs >= 0)) throw new TypeError(`${type.name}.timers.${name} needs an intervalMs above 0`);
  }
}
