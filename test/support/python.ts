import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const REQUIREMENTS = join(ROOT, "test/fixtures/python/requirements.txt");
const CACHE = join(ROOT, "node_modules/.cache/python");
const INSTALL_MS = 300_000;

/** A Python with gRPC and no SDK of ours, and the folder of stubs generated from the protos. */
export interface PythonHost {
  readonly python: string;
  readonly stubs: string;
}

/** Whether the machine has a Python; in CI a missing one is a failure, not a skip. */
export async function hasPython(): Promise<boolean> {
  try {
    await run("python3", ["--version"]);
    return true;
  } catch (cause) {
    if (process.env.CI !== undefined) throw new Error("python3 is needed in CI", { cause });
    return false;
  }
}

/** Makes a virtual environment once for each state of the requirements. */
export async function pythonHost(): Promise<PythonHost> {
  const hash = createHash("sha256").update(await readFile(REQUIREMENTS));
  const folder = join(CACHE, hash.digest("hex").slice(0, 16));
  if (!(await exists(folder))) await makeEnvironment(folder);
  return { python: join(folder, "bin/python"), stubs: join(ROOT, "clients/python/gen") };
}

// Made elsewhere and put in place whole: two test files that begin at once do not spoil each other's.
async function makeEnvironment(folder: string): Promise<void> {
  const making = join(CACHE, `making-${randomUUID()}`);
  await mkdir(CACHE, { recursive: true });
  try {
    await run("python3", ["-m", "venv", making]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
    await run(join(making, "bin/python"), pip, { timeout: INSTALL_MS });
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
