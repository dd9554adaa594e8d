// In place of the entry of host threads.
import { serveThread } from "../../src/executors/thread-host.ts";
import { fakeHost } from "./fake-host.ts";

await serveThread(async () => fakeHost);
