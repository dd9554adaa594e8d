import type { AgentClass } from "../agent/agent.ts";
import type { AgentSite } from "../agent/agent-client.ts";
import { resolveTls, resolveToken, resolveUrl } from "../credentials.ts";
import { Connection } from "../exchange/connection.ts";
import type { Failure } from "../failure.ts";
import { GrpcTransport, type TlsOptions } from "../grpc-transport.ts";
import { ConsoleLog, logLevelOf, quieter } from "../log.ts";
import type { Transport } from "../transport.ts";
import { type AgentFactory, classFactory, makeAttempt } from "./attempt.ts";
import { limitConsole } from "./console-level.ts";
import { fetchRunSpec, type RunSpec } from "./run-spec.ts";

/** Options of {@link runHost}. */
export interface HostOptions {
  /** Where the server is; absent means `LYCEUM_URL`. */
  readonly url?: string | undefined;
  /** Run token: which attempt to make; absent means `LYCEUM_TOKEN` or the content of `LYCEUM_TOKEN_FILE`. */
  readonly token?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Aborted when the host must go: its agent ends in order, and the attempt is reported as interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** Time that running actions have to finish once the signal is aborted, in milliseconds; default 5,000, and 0 with a transport of one's own. */
  readonly drainMs?: number | undefined;
  /** Carries the calls in place of gRPC, with the run token as its credential; it is not closed here. */
  readonly transport?: Transport | undefined;
  /** Constructed with the arguments of the run, for runs that do not name a module (drivers `command` and `external`). */
  readonly agentClass?: AgentClass | undefined;
  /** Makes the agent in place of a class. */
  readonly agentFactory?: AgentFactory | undefined;
}

const DRAIN_MS = 5_000;

/** How an attempt ended. */
export interface HostEnd {
  /** Whether the agent ended well. */
  readonly succeeded: boolean;
  /** Absent when it did. */
  readonly failure: Failure | undefined;
  /** Whether no other attempt of the run follows; absent when the manager did not hear of the end. */
  readonly runEnded: boolean | undefined;
}

/**
 * Hosts one attempt of a run from its start to its end: fetches what to run, loads and constructs the agent, listens, serves, and
 * reports how it ended until that is heard.
 * @throws LyceumError when there is nothing to run: the run has ended, the attempt is over, the credential is no run token.
 */
export async function runHost(options: HostOptions): Promise<HostEnd> {
  const url = resolveUrl(options.url);
  const token = resolveToken(options.token?.trim(), url);
  const transport = options.transport ?? new GrpcTransport({ url, token, tls: resolveTls(options.tls) });
  try {
    return await host(options, transport, url);
  } finally {
    if (transport !== options.transport) transport.close();
  }
}

async function host(options: HostOptions, transport: Transport, url: string): Promise<HostEnd> {
  const { signal } = options;
  const agentFactory = options.agentFactory ?? (options.agentClass && classFactory(options.agentClass));
  const spec = await fetchRunSpec(transport, signal);
  const level = quieter(spec.logLevel ?? "info", logLevelOf(process.env.LYCEUM_LOG, "debug"));
  // A host that was given no transport and no agent was started for this one attempt.
  if (options.transport === undefined && agentFactory === undefined) limitConsole(level);
  const connection = new Connection(transport);
  try {
    const log = new ConsoleLog(level, logFacts(spec));
    const site: AgentSite = { origin: `${url} `, transport, connection, log };
    const drainMs = options.drainMs ?? (options.transport === undefined ? DRAIN_MS : 0);
    const runner = transport.withToken?.(spec.runToken) ?? transport;
    const { failure, interrupted, runEnded } = await makeAttempt({ spec, site, runner, agentFactory, signal, drainMs });
    return { succeeded: failure === undefined && !interrupted, failure, runEnded };
  } finally {
    connection.close();
  }
}

/** What each log line of an attempt says of it. */
export function logFacts({ runId, attempt, agent }: RunSpec): Readonly<Record<string, unknown>> {
  return { run: runId, attempt, agent: agent.name === "" ? agent.uid : agent.name };
}
