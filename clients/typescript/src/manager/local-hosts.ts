import type { AgentSite } from "../agent/agent-client.ts";
import { within } from "../backoff.ts";
import { InvalidStateError, LyceumError, UnsupportedError } from "../errors.ts";
import { type AgentFactory, makeAttempt } from "../host/attempt.ts";
import { fetchRunSpec } from "../host/run-spec.ts";
import type { Log } from "../log.ts";
import type { Transport } from "../transport.ts";

/** Hosts agents in this process, for a manager: attempt after attempt, until their runs have ended. */
export class LocalHosts {
  readonly #site: AgentSite;
  readonly #log: Log;
  readonly #going = new AbortController();
  readonly #hosts = new Set<Promise<void>>();

  constructor(site: AgentSite) {
    this.#site = site;
    this.#log = site.log;
  }

  /**
   * Hosts a run in the background.
   * @param runToken claims its attempts
   * @throws UnsupportedError when the transport cannot speak with another credential.
   */
  start(runToken: string, agentFactory: AgentFactory): void {
    const claim = this.#withToken(runToken);
    const host = this.#host(claim, agentFactory).catch((error: unknown) => this.#log.error("a local agent could not be hosted", { error }));
    this.#hosts.add(host);
    void host.then(() => this.#hosts.delete(host));
  }

  /** Waits for all to end; those that have not by then are interrupted, and those that do not heed it are abandoned. */
  async close(graceMs: number): Promise<void> {
    const ended = Promise.all(this.#hosts);
    if (await within(ended, graceMs)) return;
    this.#going.abort(new InvalidStateError("the manager is closed"));
    if (!(await within(ended, ABANDON_MS))) this.#log.warn("local agents that do not end were abandoned", { agents: this.#hosts.size });
  }

  async #host(claim: Transport, agentFactory: AgentFactory): Promise<void> {
    const { signal } = this.#going;
    for (;;) {
      try {
        const spec = await fetchRunSpec(claim, signal);
        const runner = this.#withToken(spec.runToken);
        const { runEnded } = await makeAttempt({ spec, site: this.#site, runner, agentFactory, signal });
        if (runEnded === true) return;
      } catch (error) {
        // The run has ended between attempts, or its manager is gone, or this process is to end.
        if (signal.aborted || (error instanceof LyceumError && OVER.includes(error.reason))) return;
        throw error;
      }
    }
  }

  #withToken(token: string): Transport {
    const { transport } = this.#site;
    if (transport.withToken === undefined) throw new UnsupportedError("this transport cannot host agents: it has one credential");
    return transport.withToken(token);
  }
}

/** Time that interrupted agents have to end. */
const ABANDON_MS = 1_000;

const OVER: readonly string[] = ["RUN_ENDED", "RUN_NOT_FOUND", "SUPERSEDED"];
