// What a host thread of the driver `threads` runs.
import { serveThread } from "./thread-host.ts";

await serveThread(async (url) => {
  const { runHost, warmUp } = await import("@lyceum/client/host");
  await warmUp(url);
  return runHost;
});
