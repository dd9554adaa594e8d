// An action of a Lyceum agent in a process of its own, the server in another: `lyceum-echo.ts <store> <action>`.
import type BenchAgent from "../../agents/bench-agent.ts";
import { Load } from "../../measure/load.ts";
import { BenchServer } from "../../programs/bench-server.ts";
import { versionOf } from "../../report/machine.ts";
import { serveLoads } from "./serve-loads.ts";

const TEXT = "x".repeat(100);
const [store, action] = process.argv.slice(2) as ["memory" | "sqlite", "echo" | "echoAgain"];

await using server = await BenchServer.start({ store, executors: ["processes"] });
const agent = await server.manager.launch<typeof BenchAgent>("agent", { executor: "processes" });
const call = action === "echo" ? () => agent.echo(TEXT) : () => agent.echoAgain(TEXT);
if ((await call()) !== TEXT) throw new Error("the answer is not what was asked");
// Hosts that are kept warm are, by then.
await server.quiet();
await serveLoads((options) => new Load(call, options, {}), { lyceum: versionOf("package.json") });
