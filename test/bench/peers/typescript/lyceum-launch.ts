// Launches of Lyceum agents by an executor: `lyceum-launch.ts <executor>`. A load is so many at once.

import { Launch, TEMPLATES } from "../../cases/launch.ts";
import { BenchServer } from "../../programs/bench-server.ts";
import { versionOf } from "../../report/machine.ts";
import { serveLoads } from "./serve-loads.ts";

const [name = "inline"] = process.argv.slice(2);

await using server = await BenchServer.start({ store: "sqlite", templates: TEMPLATES });
const starts = name === "inline" ? undefined : "processes";
const launchOf = ({ outstanding }: { readonly outstanding: number }) =>
  new Launch(server, { name, launches: "agent", starts }, outstanding);
await serveLoads(launchOf, { lyceum: versionOf("package.json") });
