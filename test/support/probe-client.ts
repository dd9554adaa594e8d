import { expect, vi } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "./proto-client.ts";

const TIMEOUT_MS = 15_000;

/** Launches agents of `test/fixtures/hosts` and calls them, by a client that shares no code with the server. */
export class ProbeClient implements Disposable {
  readonly #url: string;
  readonly #token: string;
  readonly #clients = new Map<string, Untyped>();

  constructor(server: { readonly grpcUrl: string; readonly token: string }) {
    this.#url = server.grpcUrl;
    this.#token = server.token;
  }

  async call(service: Parameters<typeof protoClient>[1], method: string, request: object): Promise<Untyped> {
    const client = this.#clients.get(service) ?? protoClient(this.#url, service);
    this.#clients.set(service, client);
    return await unary(client, method, request, bearer(this.#token), { deadline: Date.now() + TIMEOUT_MS });
  }

  /** Launches a probe on an executor that has its driver's name; gives the agent. */
  async launch(executor: string, kind = executor === "command" ? "probe-command" : "probe"): Promise<Untyped> {
    const { launched } = await this.call("ManagerService", "Launch", { spec: { executor, kind } });
    return launched.run.agent;
  }

  /** Calls an action; gives what it returns. */
  async invoke(agent: Untyped, action: string, ...args: unknown[]): Promise<Untyped> {
    const data = Buffer.from(JSON.stringify(args));
    const response = await this.call("AgentService", "Invoke", { agent, action, arguments: { media_type: "application/json", data } });
    expect(response.failure).toBeFalsy();
    return JSON.parse(response.result.data.toString() || "null");
  }

  async shutdown(agent: Untyped, more: object = {}): Promise<void> {
    await this.call("ManagerService", "Shutdown", { target: { agent }, ...more });
  }

  /** The agent's run, once it has ended. */
  async ended(agent: Untyped): Promise<Untyped> {
    return await vi.waitFor(
      async () => {
        const { run } = await this.call("ManagerService", "GetRun", { target: { agent } });
        expect(run.state).toBe("RUN_STATE_ENDED");
        return run;
      },
      { timeout: TIMEOUT_MS, interval: 20 },
    );
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.close();
  }
}
