// In place of the entry of host processes.
import { serveProcess } from "../../src/executors/process-host.ts";
import { fakeHost } from "./fake-host.ts";

await serveProcess(async () => fakeHost);
