// What a host thread of the driver `threads` runs.
import { serveThread } from "./thread-host.ts";

await serveThread(async () => (await import("@lyceum/client/host")).runHost);
