// Launches of Lyceum agents by an executor: `lyceum-launch.ts <executor>`. A load is so many at once.
import { BenchServer } from "../../bench-server.ts";
import { Launch, TEMPLATES } from "../../cases/launch.ts";
import { versionOf } from "../../machine.ts";
import { serveLoads } from "./serve-loads.ts";

const [name = "inline"] = process.argv.slice(2);

await using server = await BenchServer.start({ store: "sqlite", templates: TEMPLATES });
const starts = name === "inline" ? undefined : "processes";
const launchOf = ({ outstanding }: { readonly outstanding: number }) =>
  new Launch(server, { name, launches: "agent", starts }, outstanding);
await serveLoads(launchOf, { lyceum: versionOf("../../package.json") });
