// What a host process of the driver `processes` runs.
import { serveProcess } from "./process-host.ts";

await serveProcess(async () => (await import("@lyceum/client/host")).runHost);
