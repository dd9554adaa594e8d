import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const REQUIREMENTS = join(ROOT, "test/fixtures/python/requirements.txt");

/** A Python with gRPC, and the folder of stubs generated from the protos. */
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

/** Makes a virtual environment and stubs once for each state of requirements and protos. */
export async function pythonHost(): Promise<PythonHost> {
  const protos = (await readdir(join(ROOT, "proto/lyceum/v1")))
    .filter((name) => name.endsWith(".proto"))
    .map((name) => `lyceum/v1/${name}`);
  const hash = createHash("sha256").update(await readFile(REQUIREMENTS));
  for (const proto of protos.sort()) hash.update(await readFile(join(ROOT, "proto", proto)));
  const folder = join(ROOT, "node_modules/.cache/python", hash.digest("hex").slice(0, 16));
  const made = { python: join(folder, "venv/bin/python"), stubs: join(folder, "stubs") };
  if (await exists(join(folder, "ready"))) return made;
  await rm(folder, { recursive: true, force: true });
  await mkdir(made.stubs, { recursive: true });
  await run("python3", ["-m", "venv", join(folder, "venv")]);
  await run(made.python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], { timeout: 300_000 });
  const outputs = [`--python_out=${made.stubs}`, `--grpc_python_out=${made.stubs}`];
  await run(made.python, ["-m", "grpc_tools.protoc", `-I${join(ROOT, "proto")}`, ...outputs, ...protos]);
  await mkdir(join(folder, "making"), { recursive: true });
  await rename(join(folder, "making"), join(folder, "ready"));
  return made;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
