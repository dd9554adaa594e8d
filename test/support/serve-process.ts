import { parseArgs } from "node:util";
import { serveUntilSignal } from "../../src/serve.ts";

// A server in a process of its own, with the flags of `lyceum serve`, for tests that send it signals.
const { values } = parseArgs({
  options: {
    config: { type: "string" },
    listen: { type: "string" },
    web: { type: "string" },
    data: { type: "string" },
    store: { type: "string" },
    agents: { type: "string", multiple: true },
    grace: { type: "string" },
  },
});
process.exitCode = await serveUntilSignal(values, process);
