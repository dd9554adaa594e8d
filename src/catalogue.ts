import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { BASE_TYPE } from "./core/entity.ts";
import type { AgentKind } from "./core/executor.ts";
import { StartError } from "./start-error.ts";

/** File that states the kinds of a folder. */
export const CATALOGUE_FILE = "catalogue.yaml";

const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);
const KIND = /^[A-Za-z0-9][\w.-]{0,127}$/;

const kindSchema = z
  .strictObject({
    module: z.string().min(1).optional(),
    export: z.string().min(1).optional(),
    argv: z.array(z.string()).min(1).optional(),
    cwd: z.string().min(1).optional(),
    env: z.record(z.string().min(1), z.string()).optional(),
    lineage: z.array(z.string().min(1).max(256)).min(1).max(31).optional(),
    /** For people who read the file. */
    doc: z.string().optional(),
  })
  .refine((kind) => (kind.module === undefined) !== (kind.argv === undefined), "name either a module or an argv")
  .refine((kind) => kind.argv === undefined || kind.export === undefined, "export belongs to a module")
  .refine((kind) => kind.argv !== undefined || (kind.cwd === undefined && kind.env === undefined), "cwd and env belong to an argv");

const schema = z.strictObject({
  kinds: z.record(z.string().regex(KIND, "write 1 to 128 letters, digits, dots, dashes or underscores"), kindSchema),
});

/**
 * Reads the agent kinds of the operator's folders. Where a folder has a `catalogue.yaml`, it alone says; elsewhere
 * each module (`.ts`, `.mts`, `.js`, `.mjs`; neither `.d.ts` nor a name that starts with `_` or `.`) is a kind named after its file, made by
 * its default export. No module is loaded here.
 * @throws StartError bad_catalogue
 */
export async function loadCatalogue(folders: readonly string[]): Promise<ReadonlyMap<string, AgentKind>> {
  const kinds = new Map<string, AgentKind>();
  for (const folder of folders) {
    for (const kind of await readFolder(folder)) {
      if (kinds.has(kind.name)) {
        throw new StartError(`two agent kinds are called ${JSON.stringify(kind.name)}, one of them in ${folder}: rename one`, {
          reason: "bad_catalogue",
        });
      }
      kinds.set(kind.name, kind);
    }
  }
  return kinds;
}

async function readFolder(folder: string): Promise<AgentKind[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new StartError(`the agents folder ${folder} cannot be read: name a folder that is there`, { reason: "bad_catalogue", cause });
  }
  if (names.includes(CATALOGUE_FILE)) return readStated(folder);
  const modules = names.filter((name) => EXTENSIONS.has(extname(name)) && !/^[._]|\.d\.m?ts$/.test(name)).sort();
  return modules.map((name) => moduleKind(folder, name));
}

function moduleKind(folder: string, file: string): AgentKind {
  const name = basename(file, extname(file));
  if (!KIND.test(name)) {
    throw new StartError(
      `${join(folder, file)} cannot name an agent kind: use letters, digits, dots, dashes and underscores, or begin it with _`,
      { reason: "bad_catalogue" },
    );
  }
  return { name, lineage: [name, BASE_TYPE], module: join(folder, file) };
}

async function readStated(folder: string): Promise<AgentKind[]> {
  const path = join(folder, CATALOGUE_FILE);
  let content: unknown;
  try {
    content = parse(await readFile(path, "utf8"));
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new StartError(`${path} cannot be read (${what}): correct it`, { reason: "bad_catalogue", cause });
  }
  const result = schema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new StartError(`in ${path} ${issue.path.join(".") || "the whole"} is wrong: ${issue.message}`, { reason: "bad_catalogue" });
  }
  return Promise.all(Object.entries(result.data.kinds).map(([name, stated]) => statedKind({ folder, path, name, stated })));
}

interface Stated {
  readonly folder: string;
  readonly path: string;
  readonly name: string;
  readonly stated: z.output<typeof kindSchema>;
}

async function statedKind({ folder, path, name, stated }: Stated): Promise<AgentKind> {
  const lineage = [...(stated.lineage ?? [name]).filter((type) => type !== BASE_TYPE), BASE_TYPE];
  if (stated.module !== undefined) {
    const module = resolve(folder, stated.module);
    await assertThere(module, "isFile", `in ${path} the module ${module} of kind ${name} is not there: correct its path`);
    return { name, lineage, module, export: stated.export };
  }
  const cwd = resolve(folder, stated.cwd ?? ".");
  await assertThere(cwd, "isDirectory", `in ${path} the cwd ${cwd} of kind ${name} is no folder: correct its path`);
  return { name, lineage, argv: stated.argv, cwd, env: stated.env };
}

async function assertThere(path: string, what: "isFile" | "isDirectory", message: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.[what]() !== true) throw new StartError(message, { reason: "bad_catalogue" });
}
