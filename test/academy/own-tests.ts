import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { type Outcome, runPytest } from "./pytest-run.ts";

const FOLDER = join(import.meta.dirname, "own");
const MAIN = join(import.meta.dirname, "../../src/main.ts");

/** Runs the tests of our own, about what Academy's do not ask. */
export function runOwnTests(place: Environment, url: string, token: string): Promise<Outcome> {
  const serve = [process.execPath, MAIN, "serve", "--web", "off", "--log", "error"];
  return runPytest(place, {
    folder: FOLDER,
    args: ["--rootdir", FOLDER, "-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function", "."],
    path: FOLDER,
    env: { LYCEUM_URL: url, LYCEUM_TOKEN: token, LYCEUM_SERVE: JSON.stringify(serve) },
  });
}
