import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where packages of peers are brought; ignored by version control. */
export const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/bench-peers");

const LIMIT_MS = 300_000;
const run = promisify(execFile);

/**
 * Runs a program that brings something here; tells what it printed.
 * @throws Error with the last that it complained of.
 */
export async function install(file: string, args: readonly string[], folder?: string): Promise<string> {
  try {
    return (await run(file, args, { cwd: folder, timeout: LIMIT_MS, maxBuffer: 16 * 2 ** 20 })).stdout;
  } catch (cause) {
    const { stderr = "", message } = cause as Error & { stderr?: string };
    throw new Error(`${file}: ${stderr.trim().split("\n").at(-1) || message}`, { cause });
  }
}
