import { parentPort, workerData } from "node:worker_threads";
import type { Failure } from "../core/failure.ts";
import { agentFailure } from "./agent-failure.ts";
import { keepAgentCode, keepCode } from "./host-environment.ts";
import { rememberModules } from "./module-memory.ts";
import type { HostLoader } from "./process-host.ts";

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly url: string;
}

/** What a thread is told: to run an attempt, by a number of its own, or to end it. */
export type ThreadOrder =
  | { readonly kind: "start"; readonly id: number; readonly token: string }
  | { readonly kind: "abort"; readonly id: number };

/** What a thread says: that it has loaded the host runtime, and how an attempt ended. */
export type ThreadReport =
  | { readonly kind: "ready" }
  | { readonly kind: "ended"; readonly id: number; readonly succeeded: boolean; readonly failure?: Failure | undefined };

/** The life of a host thread: loads the host runtime, says so, and runs the attempts that it is given until it is ended. */
export async function serveThread(load: HostLoader): Promise<void> {
  const { url } = workerData as ThreadData;
  const host = await rememberModules(() => load(url));
  keepCode();
  const attempts = new Map<number, AbortController>();
  const report = (message: ThreadReport) => parentPort!.postMessage(message);
  parentPort!.on("message", (order: ThreadOrder) => {
    if (order.kind === "abort") {
      attempts.get(order.id)?.abort(new Error("the attempt is to end"));
      return;
    }
    const { id, token } = order;
    const stop = new AbortController();
    attempts.set(id, stop);
    keepAgentCode();
    void host({ url, token, signal: stop.signal })
      .then(
        ({ succeeded }) => ({ kind: "ended", id, succeeded }) as const,
        (error: unknown) => ({ kind: "ended", id, succeeded: false, failure: agentFailure(error).failure }) as const,
      )
      .then(async (end) => {
        attempts.delete(id);
        await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
        report(end);
      });
  });
  report({ kind: "ready" });
}

/** Waits until what was printed has left the thread, which may be ended once it has reported. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.write("", () => resolve()));
}
