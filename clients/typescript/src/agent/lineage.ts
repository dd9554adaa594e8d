import { Agent, type AgentClass } from "./agent.ts";

/** Name of a class's type: its own `typeName`, else the class's name. */
export function typeNameOf(type: AgentClass): string {
  return Object.hasOwn(type, "typeName") && type.typeName !== undefined ? type.typeName : type.name;
}

/** Classes from one's own to the most general, `Agent` last. */
export function ancestry(type: AgentClass): readonly AgentClass[] {
  const classes: AgentClass[] = [];
  for (let each: AgentClass | null = type; each !== null && each !== Function.prototype; each = Object.getPrototypeOf(each)) {
    classes.push(each);
    if ((each as unknown) === Agent) return classes;
  }
  throw new TypeError(`${type.name} is no class of agents: it must extend Agent`);
}

/** Types from one's own to the most general. */
export function lineageOf(type: AgentClass | readonly string[]): readonly string[] {
  return typeof type === "function" ? ancestry(type).map(typeNameOf) : type;
}
