import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { runPython } from "./python-program.ts";
import { AcademyServer } from "./server.ts";

const EXAMPLES = ["01-actor-client/run-01.py", "02-agent-loop/run-02.py", "03-agent-agent/run-03.py", "04-execution/run-04.py"];

/** What is changed in an example: the exchange it imports and makes, nothing else. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [
    /^from academy\.exchange(?:\.cloud\.client)? import (?:Local|Http)ExchangeFactory$/m,
    "from lyceum.academy import LyceumExchangeFactory",
  ],
  [/\b(?:Local|Http)ExchangeFactory\(\)/, "LyceumExchangeFactory()"],
];

/** Runs Academy's own examples, from its source, with the exchange changed. */
export async function tryExamples(place: Environment): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-academy-examples-"));
  try {
    await using server = await AcademyServer.start();
    for (const name of EXAMPLES) {
      const program = join(folder, name.replaceAll("/", "-"));
      await writeFile(program, changed(name, await readFile(join(place.source, "examples", name), "utf8")));
      await runPython(place, program, [], { LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function changed(name: string, text: string): string {
  let made = text;
  for (const [pattern, replacement] of CHANGES) {
    if (!pattern.test(made)) throw new Error(`the example ${name} has nothing like ${pattern}`);
    made = made.replace(pattern, replacement);
  }
  return made;
}
