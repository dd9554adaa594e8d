// The same agent as a program of its own, which the driver `command` starts.
import { runHost } from "@lyceum/client/host";
import BenchAgent from "./bench-agent.ts";

const { succeeded } = await runHost({ agentClass: BenchAgent });
process.exitCode = succeeded ? 0 : 1;
