import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** Which of Academy's tests are run: those over each exchange, or all that use one by a fixture, too. */
export type Level = 1 | 2;

const EXCHANGE_TESTS = ["tests/unit/exchange/transport_test.py", "tests/unit/exchange/client_test.py", "tests/unit/handle_test.py"];
const OTHER_TESTS = ["manager", "runtime", "agent", "executor", "context", "logging"].map((name) => `tests/unit/${name}_test.py`);
const FILES: Readonly<Record<Level, readonly string[]>> = {
  1: EXCHANGE_TESTS,
  2: [...EXCHANGE_TESTS, ...OTHER_TESTS, "tests/integration"],
};

/** Longest that a whole run may take; the tests have limits of their own. */
const RUN_MS = 900_000;

/** What became of the tests. */
export interface Outcome {
  readonly collected: number;
  readonly seconds: number;
  /** By id: the first line of what each failed with; errors of fixtures, and skips, are failures, too. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Runs Academy's tests against a server, as they are: no options but the plug-in, the files, and where the report goes. */
export function runTests(level: Level, place: Environment, url: string, token: string): Promise<Outcome> {
  return runPytest(place, {
    folder: place.source,
    args: ["-p", "lyceum_academy_plugin", ...FILES[level]],
    env: { LYCEUM_URL: url, LYCEUM_TOKEN: token, ACADEMY_LEVEL: String(level) },
  });
}

/** What {@link runPytest} runs. */
export interface PytestPlan {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Another folder to import from. */
  readonly path?: string | undefined;
}

/** Runs pytest in Academy's environment. */
export async function runPytest({ python, path }: Environment, plan: PytestPlan): Promise<Outcome> {
  const reports = await mkdtemp(join(tmpdir(), "lyceum-academy-report-"));
  try {
    const report = join(reports, "report.xml");
    const args = ["-m", "pytest", "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", `--junit-xml=${report}`, ...plan.args];
    const paths = plan.path === undefined ? path : `${path}:${plan.path}`;
    const child = spawn(python, args, {
      cwd: plan.folder,
      env: { ...process.env, PYTHONPATH: paths, PYTHONDONTWRITEBYTECODE: "1", ...plan.env },
      stdio: ["ignore", "inherit", "inherit"],
      timeout: RUN_MS,
    });
    const [code] = (await once(child, "exit")) as [number | null];
    // 1 says that tests failed; anything else, that they did not run.
    if (code !== 0 && code !== 1) throw new Error(`pytest ended with code ${code}`);
    return readReport(await readFile(report, "utf8"));
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

/** Reads pytest's report. */
export function readReport(xml: string): Outcome {
  const failures = new Map<string, string>();
  const tests = new Set<string>();
  for (const [, attributes = "", rest = ""] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const id = `${attribute(attributes, "classname")}::${attribute(attributes, "name")}`;
    tests.add(id);
    const failed = /<(failure|error|skipped)\b([^>]*)/.exec(rest);
    if (failed !== null) failures.set(id, `${failed[1]}: ${attribute(failed[2] ?? "", "message").split("\n")[0]}`);
  }
  const suite = /<testsuite ([^>]*)>/.exec(xml)?.[1] ?? "";
  return { collected: tests.size, seconds: Number(attribute(suite, "time")), failures };
}

function attribute(text: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? "";
  return value
    .replace(/&#10;/g, "\n")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}
