import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type ResolveFnOutput, type ResolveHookContext, registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { threadId } from "node:worker_threads";

/** Names the file in which a server's hosts keep where the modules of the host runtime are. */
export const MODULE_MEMORY_VARIABLE = "LYCEUM_MODULE_MEMORY";

/** Where a module is, as a resolve hook of Node.js says it. */
type Place = Pick<ResolveFnOutput, "url" | "format">;

/** Places by how they were asked for. */
type Memory = Record<string, Place>;

/**
 * Imports modules, with what an earlier host of the server has written down of where they are; without such a note, writes it down. To find
 * the runtime's 250 modules anew takes a quarter of a host's start. Modules that are imported later are found as ever.
 */
export async function rememberModules<T>(load: () => Promise<T>): Promise<T> {
  const file = process.env[MODULE_MEMORY_VARIABLE];
  delete process.env[MODULE_MEMORY_VARIABLE];
  if (file === undefined) return await load();
  const known = read(file);
  const memory: Memory = known ?? {};
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const key = keyOf(specifier, context);
      const place = memory[key];
      if (place !== undefined) return { ...place, shortCircuit: true };
      const found = next(specifier, context);
      if (known === undefined) memory[key] = { url: found.url, format: found.format };
      return found;
    },
  });
  try {
    const loaded = await load();
    if (known === undefined) write(file, memory);
    return loaded;
  } finally {
    hooks.deregister();
  }
}

function keyOf(specifier: string, { conditions, parentURL }: ResolveHookContext): string {
  return `${conditions.includes("require") ? "require" : "import"} ${specifier} ${parentURL}`;
}

/** What was written down; undefined when there is nothing yet, or it is true no more. */
function read(file: string): Memory | undefined {
  try {
    const memory = JSON.parse(readFileSync(file, "utf8")) as Memory;
    const urls = new Set(Object.values(memory).map(({ url }) => url));
    for (const url of urls) if (url.startsWith("file:") && !existsSync(fileURLToPath(url))) return undefined;
    return memory;
  } catch {
    return undefined;
  }
}

/** Hosts may write at the same time; the next ones read what one of them wrote. */
function write(file: string, memory: Memory): void {
  const draft = `${file}.${process.pid}.${threadId}`;
  try {
    writeFileSync(draft, JSON.stringify(memory));
    renameSync(draft, file);
  } catch {
    // A full disk: the hosts find their modules by themselves.
  }
}
