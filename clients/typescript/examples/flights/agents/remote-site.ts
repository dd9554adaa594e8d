// A site as a program of its own: the server starts it by its argv and knows nothing of what it does.
import { runHost } from "@lyceum/client/host";
import { FlightSite } from "./site.ts";

const { succeeded } = await runHost({ agentClass: FlightSite });
process.exitCode = succeeded ? 0 : 1;
