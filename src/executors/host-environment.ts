import { flushCompileCache } from "node:module";

/** What every host inherits; the rest of the server's environment may hold its secrets. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR"];

/** Makes a host's environment: what it may inherit from the server's, and what is its own. */
export function hostEnvironment(server: NodeJS.ProcessEnv, own: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(server)) {
    if (value !== undefined && (INHERITED.includes(name) || name.startsWith("LC_"))) environment[name] = value;
  }
  return { ...environment, ...own };
}

/** Where Node.js keeps compiled code. Set from outside, it spares a host the compiler of TypeScript, its own first file's too. */
export const CODE_CACHE_VARIABLE = "NODE_COMPILE_CACHE";

/**
 * Keeps what was compiled to load this host, for the next one, and the setting from the host's own children.
 * A host may live for days or be killed, so this does not wait for its end.
 */
export function keepCode(): void {
  delete process.env[CODE_CACHE_VARIABLE];
  flushCompileCache();
}

/** By then most agents have loaded; much earlier it would be in the way of that. */
const AGENT_LOADS_MS = 2_000;

/**
 * Keeps what is compiled for an agent, too, for the next host that runs one of its kind: without it each loads the compiler of TypeScript, until
 * the first of them ends.
 */
export function keepAgentCode(afterMs = AGENT_LOADS_MS): void {
  setTimeout(flushCompileCache, afterMs).unref();
}
