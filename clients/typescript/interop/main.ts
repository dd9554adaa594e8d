// What this language does in the tests of interoperation (test/interop/README.md): `main.ts host`, or `main.ts call <scenario> <targets>`.
import { readFileSync } from "node:fs";
import { runHost } from "@lyceum/client/host";
import { decodeJson } from "../src/json.ts";
import { Interop } from "./agent.ts";
import { Caller, type Targets } from "./caller.ts";
import type { Scenario } from "./scenario.ts";

const [command, scenarioPath = "", targetsPath = ""] = process.argv.slice(2);

if (command === "host") {
  const signal = new AbortController();
  process.once("SIGTERM", () => signal.abort());
  const { succeeded } = await runHost({ agentClass: Interop, signal: signal.signal });
  process.exit(succeeded ? 0 : 1);
}
if (command !== "call") throw new Error("say `host`, or `call <scenario.json> <targets.json>`");

const read = (path: string): unknown => decodeJson(readFileSync(path));
await using caller = await Caller.open(read(targetsPath) as Targets);
for (const each of (read(scenarioPath) as Scenario).cases) {
  console.log(JSON.stringify({ case: each.name, ...(await caller.run(each)) }));
}
