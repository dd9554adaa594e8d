import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Environment } from "./environment.ts";

const run = promisify(execFile);
const PROGRAM_MS = 120_000;

/** Runs a program in Academy's environment, and tells what it wrote. @throws Error with what it wrote when it fails. */
export async function runPython(
  { python, path }: Environment,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const environment = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1", ...env };
  try {
    return (await run(python, [program, ...args], { env: environment, timeout: PROGRAM_MS })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}
