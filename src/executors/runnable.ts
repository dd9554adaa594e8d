import { access, constants, stat } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import { startFailure } from "./agent-failure.ts";

/** What a command of the catalogue needs to start. */
export interface RunnableOptions {
  readonly program: string;
  readonly cwd: string;
  /** The host's own `PATH`. */
  readonly path: string;
}

/**
 * Looks whether a command can start, since a shell tells its failure only by a number.
 * @throws AgentFailure that says what is missing and what to do.
 */
export async function assertRunnable({ program, cwd, path }: RunnableOptions): Promise<void> {
  if (!(await isFolder(cwd)))
    throw startFailure(`the working folder ${cwd} does not exist: make it, or correct the kind's cwd in the catalogue`);
  if (program.includes("/")) {
    const file = resolve(cwd, program);
    if (!(await isProgram(file)))
      throw startFailure(`there is no program ${file} that may be executed: install it, or correct the kind's argv in the catalogue`);
    return;
  }
  for (const folder of path.split(delimiter)) {
    if (await isProgram(resolve(cwd, folder, program))) return;
  }
  throw startFailure(`no program "${program}" is on the PATH (${path}): install it, or name its path in the kind's argv in the catalogue`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
