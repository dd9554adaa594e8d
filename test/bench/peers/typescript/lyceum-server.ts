// A Lyceum server for a caller in another language, which this runs and ends with: `lyceum-server.ts <store> <program> [arguments]`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { BenchServer } from "../../programs/bench-server.ts";

const [store, program = "", ...args] = process.argv.slice(2) as ["memory" | "sqlite", string, ...string[]];

await using server = await BenchServer.start({ store, executors: ["external"] });
// Hosts that are kept warm are, by then.
await server.quiet();
const env = { ...process.env, LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token };
const caller = spawn(program, args, { stdio: "inherit", env });
const [exitCode] = await once(caller, "exit");
process.exitCode = exitCode ?? 1;
