import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CACHE, install } from "./install.ts";

const PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];

/** Our own package, by the environment that has it: as it is in its folder, whatever changes there. */
const OWN: Readonly<Record<string, string>> = { lyceum: join(import.meta.dirname, "../../../clients/python") };

const environments = new Map<string, Promise<string>>();

/**
 * The interpreter of a virtual environment that has the packages of a list, in their pinned versions; made where it is not there yet.
 * @throws Error when they cannot be had.
 */
export function pythonOf(name: string): Promise<string> {
  const made = environments.get(name) ?? make(name);
  environments.set(name, made);
  return made;
}

async function make(name: string): Promise<string> {
  const list = join(import.meta.dirname, "requirements", `${name}.txt`);
  const version = (await install("python3", ["--version"])).trim();
  const texts = await textsOf(list);
  const key = createHash("sha256")
    .update([version, ...texts].join(""))
    .digest("hex")
    .slice(0, 12);
  const folder = join(CACHE, `${name}-${key}`);
  const python = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  if (await exists(complete)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  await install("python3", ["-m", "venv", folder]);
  await install(python, [...PIP, "-r", list]);
  const own = OWN[name];
  if (own !== undefined) await install(python, [...PIP, "--no-build-isolation", "--editable", own]);
  await writeFile(complete, "");
  return python;
}

/** A list, and those that it takes in. */
async function textsOf(list: string): Promise<string[]> {
  const text = await readFile(list, "utf8");
  const others = [...text.matchAll(/^-r (.+)$/gm)].map(([, other = ""]) => textsOf(join(dirname(list), other)));
  return [text, ...(await Promise.all(others)).flat()];
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
