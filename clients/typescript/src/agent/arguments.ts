import { type EntityId, readEntityId } from "../entity.ts";
import { InvalidArgumentsError } from "../errors.ts";
import type { Arguments } from "../payload.ts";
import type { Parameter, Parameters } from "./declarations.ts";

/** Makes a handle of an id that came as an argument. */
export type HandleMaker = (agentId: EntityId) => unknown;

/**
 * Puts arguments into the order of the parameters, and makes handles where they say so. Without declared parameters named arguments
 * become one object after the others.
 * @throws InvalidArgumentsError when they do not fit.
 */
export function fitArguments({ args, kwargs = {} }: Arguments, parameters: Parameters | undefined, handle: HandleMaker): unknown[] {
  if (parameters === undefined) return Object.keys(kwargs).length === 0 ? [...args] : [...args, kwargs];
  const names = Object.keys(parameters);
  if (args.length > names.length) throw misfit(`${args.length} arguments were given, it takes ${names.length}`);
  for (const name of Object.keys(kwargs)) {
    const index = names.indexOf(name);
    if (index === -1) throw misfit(`it has no parameter "${name}"; its parameters are ${names.join(", ") || "none"}`);
    if (index < args.length) throw misfit(`"${name}" was given twice`);
  }
  const fitted = Object.entries(parameters).map(([name, parameter], index) => {
    const value = index < args.length ? args[index] : kwargs[name];
    if (value === undefined && parameter.optional !== true) throw misfit(`"${name}" is missing`);
    return withHandles(name, parameter, value, handle);
  });
  return fitted;
}

function withHandles(name: string, { as }: Parameter, value: unknown, handle: HandleMaker): unknown {
  if (as === undefined || value === undefined || value === null) return value;
  const one = (value: unknown): unknown => {
    const id = readEntityId(value);
    if (id === undefined) throw misfit(`"${name}" must name an agent: {"uid": ..., "role": "agent"}`);
    return handle(id);
  };
  if (as === "handle") return one(value);
  if (Array.isArray(value)) return value.map(one);
  if (typeof value !== "object") throw misfit(`"${name}" must be a list or an object of agents`);
  return Object.fromEntries(Object.entries(value).map(([key, id]) => [key, one(id)]));
}

function misfit(why: string): InvalidArgumentsError {
  return new InvalidArgumentsError(why, { reason: "INVALID_ARGUMENTS", code: "INVALID_ARGUMENT" });
}
