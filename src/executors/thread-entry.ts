// What a host thread of the driver `threads` runs.
import { serveThread } from "./thread-host.ts";

await serveThread(async (url) => {
  // Agents import the whole client.
  const [{ runHost, warmUp }] = await Promise.all([import("@lyceum/client/host"), import("@lyceum/client")]);
  await warmUp(url);
  return runHost;
});
