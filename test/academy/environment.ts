import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const REQUIREMENTS = join(ROOT, "clients/python/academy/requirements");
const CACHE = join(ROOT, "node_modules/.cache/academy");
const INSTALL_MS = 600_000;

/** A Python with what Academy's tests need, and Academy's source as it was released. */
export interface Environment {
  readonly python: string;
  /** Root of the source: its package, tests, and examples. */
  readonly source: string;
  /** Folders for PYTHONPATH: our SDK, the plug-in beside this file. */
  readonly path: string;
}

/** Makes the environment once for each state of the requirements; the digest of Academy's source is among them. */
export async function environment(): Promise<Environment> {
  const files = ["academy.txt", "tests.txt"].map((name) => join(REQUIREMENTS, name));
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(file));
  const { stdout } = await run("python3", ["--version"]);
  const folder = join(CACHE, hash.update(stdout).digest("hex").slice(0, 16));
  if (!(await exists(folder))) await make(folder);
  const [tree] = (await readdir(join(folder, "source"))).filter((name) => name.startsWith("academy_py-"));
  if (tree === undefined) throw new Error(`no source of Academy is in ${folder}; remove that folder`);
  const path = [join(ROOT, "clients/python/src"), import.meta.dirname].join(":");
  return { python: join(folder, "venv/bin/python"), source: join(folder, "source", tree), path };
}

// Made elsewhere and put in place whole: two runs that begin at once do not spoil each other's.
async function make(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const making = await mkdtemp(join(CACHE, "making-"));
  try {
    // A virtual environment may be moved as long as it is run by its `python`.
    const venv = join(making, "venv");
    await run("python3", ["-m", "venv", venv]);
    const python = join(venv, "bin/python");
    await pip(python, ["install", "-r", join(REQUIREMENTS, "tests.txt")]);
    const download = ["download", "--no-deps", "--no-binary", ":all:", "--require-hashes", "--dest", making];
    await pip(python, [...download, "-r", join(REQUIREMENTS, "academy.txt")]);
    const [sdist] = (await readdir(making)).filter((name) => name.endsWith(".tar.gz"));
    if (sdist === undefined) throw new Error("pip brought no source of Academy");
    await mkdir(join(making, "source"));
    await run("tar", ["-xzf", join(making, sdist), "-C", join(making, "source")]);
    await pip(python, ["install", "--no-deps", join(making, sdist)]);
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function pip(python: string, args: readonly string[]): Promise<void> {
  const [command = "", ...rest] = args;
  await run(python, ["-m", "pip", command, "--quiet", "--disable-pip-version-check", "--no-input", ...rest], { timeout: INSTALL_MS });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** Names a namespace that nobody used. */
export function freshNamespace(): string {
  return `academy-${randomUUID()}`;
}
