// Runs an attempt as a server does, until it is killed: `node doomed-server.ts <folder> <driver> <warm hosts> <script as JSON>`.
import { commandKind, type DriverName, ExecutorRig, moduleKind } from "./executors.ts";

const [folder, driver, warm, script] = process.argv.slice(2) as [string, DriverName, string, string];
const rig = await ExecutorRig.open({}, folder);
const executor = await rig.executor(driver, { warm: Number(warm) });
await executor.run(rig.spec(driver === "command" ? commandKind : moduleKind, JSON.parse(script)), new AbortController().signal);
