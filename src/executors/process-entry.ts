// What a host process of the driver `processes` runs.
import { serveProcess } from "./process-host.ts";

await serveProcess(async (url) => {
  const { runHost, warmUp } = await import("@lyceum/client/host");
  await warmUp(url);
  return runHost;
});
