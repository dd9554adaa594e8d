import { pathToFileURL } from "node:url";
import { Agent, type AgentClass } from "../agent/agent.ts";
import { HostFailure } from "./host-failure.ts";

/**
 * Imports a module for its effects.
 * @throws HostFailure
 */
export async function importModule(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw HostFailure.of("ModuleLoadError", `${what} ${path} does not load`, error);
  }
}

/**
 * Finds the class of agents that a module exports.
 * @throws HostFailure when it does not load, or exports no such class.
 */
export async function loadAgentClass(path: string, name: string): Promise<AgentClass> {
  const module = await importModule(path, "module");
  const wanted = name === "" ? "default" : name;
  if (!(wanted in module)) {
    const has = Object.keys(module).join(", ") || "nothing";
    throw new HostFailure({
      type: "ExportMissingError",
      message: `${path} has no export "${wanted}"; it exports ${has}`,
      language: "typescript",
    });
  }
  const type = module[wanted];
  if (typeof type !== "function" || !(type.prototype instanceof Agent)) {
    const message = `the export "${wanted}" of ${path} is no class of agents: it must extend Agent of @lyceum/client`;
    throw new HostFailure({ type: "ExportMissingError", message, language: "typescript" });
  }
  return type as AgentClass;
}
