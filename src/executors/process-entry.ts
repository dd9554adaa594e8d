// What a host process of the driver `processes` runs.
import { serveProcess } from "./process-host.ts";

await serveProcess(async (url) => {
  // Agents import the whole client.
  const [{ runHost, warmUp }] = await Promise.all([import("@lyceum/client/host"), import("@lyceum/client")]);
  await warmUp(url);
  return runHost;
});
