import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CLIENTS = join(import.meta.dirname, "../../clients");
const BUILD_MS = 900_000;

/** A language that Lyceum has an SDK for. */
export interface Language {
  readonly name: string;
  /** Its interop program (README.md beside this file), without the duty. */
  readonly program: readonly string[];
  /** Programs of the machine that it is built with. */
  readonly needs: readonly string[];
}

const typescript: Language = {
  name: "typescript",
  program: [process.execPath, join(CLIENTS, "typescript/interop/main.ts")],
  needs: [],
};

/** All languages. Those but TypeScript keep what is to be done for them in a `task.sh` of one form. */
export const languages: readonly Language[] = [
  typescript,
  ...Object.entries({ python: ["python3"], go: ["go"], java: ["java", "mvn"], rust: ["cargo"] }).map(([name, needs]) => ({
    name,
    program: [taskOf(name), "interop"],
    needs,
  })),
];

/** Names of those that are wanted, by commas; absent means all. */
const wanted = process.env.INTEROP_LANGUAGES?.split(",");

/** Whether a language is wanted and the machine has what it is built with; in CI a missing toolchain is a failure, not a skip. */
async function isBuildable({ name, needs }: Language): Promise<boolean> {
  if (wanted?.includes(name) === false) return false;
  try {
    for (const program of needs) await run("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch (cause) {
    if (process.env.CI !== undefined) throw new Error(`${needs.join(" and ")} must be there in CI, for the ${name} SDK`, { cause });
    console.warn(`the ${name} SDK is left out: ${needs.join(" or ")} is missing`);
    return false;
  }
}

/** The languages that are wanted and can be built here. */
export async function buildable(): Promise<readonly Language[]> {
  const found = await Promise.all(languages.map(isBuildable));
  return languages.filter((_, index) => found[index]);
}

/** Builds a language's SDK and programs; quick when nothing changed. */
export async function build({ name }: Language): Promise<void> {
  if (name !== typescript.name) await task(name, "build");
}

/** Does one of the tasks of a language; what it says is shown when it fails. */
export async function task(name: string, what: string): Promise<void> {
  const child = spawn(taskOf(name), [what], { stdio: ["ignore", "pipe", "pipe"], timeout: BUILD_MS });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`\`task.sh ${what}\` of ${name} failed (${code}):\n${said.slice(-8_000)}`);
}

/** The tasks of a language. */
export function taskOf(name: string): string {
  return join(CLIENTS, name, "task.sh");
}
