import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "./environment.ts";

const run = promisify(execFile);
const CONFIG = join(import.meta.dirname, "../../clients/python/academy/mypy.ini");
const CACHE = join(import.meta.dirname, "../../node_modules/.cache/academy/mypy");

/** Checks the types of our package against those of Academy. @throws Error with what mypy says. */
export async function checkTypes({ python }: Environment): Promise<void> {
  try {
    await run(python, ["-m", "mypy", "--cache-dir", CACHE, "--config-file", CONFIG], { timeout: 300_000 });
  } catch (error) {
    throw new Error(`mypy is not content:\n${(error as { stdout?: string }).stdout}`, { cause: error });
  }
}
