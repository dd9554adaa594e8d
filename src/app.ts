import { readFile } from "node:fs/promises";
import type { Transport } from "@lyceum/client";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import type { Logger } from "pino";
import { Agents } from "./agent/agents.ts";
import { loadCatalogue } from "./catalogue.ts";
import type { Config } from "./config.ts";
import type { AgentKind, Drivers } from "./core/executor.ts";
import { Journal } from "./core/journal.ts";
import { Repeats } from "./core/repeats.ts";
import type { Store } from "./core/store.ts";
import { makeDataFolder, openStore, readToken, type Stores } from "./data-folder.ts";
import { BuiltInExchange } from "./exchange/exchange.ts";
import { commandDriver } from "./executors/command.ts";
import { externalDriver } from "./executors/external.ts";
import { HostSite } from "./executors/host-site.ts";
import { inlineDriver } from "./executors/inline.ts";
import { processesDriver } from "./executors/processes.ts";
import { threadsDriver } from "./executors/threads.ts";
import { Fronts } from "./fronts.ts";
import { hostAccess } from "./host-access.ts";
import { DEFAULT_TIMES } from "./manager/context.ts";
import { Managers } from "./manager/managers.ts";
import { actorsOf } from "./rpc/actor.ts";
import { AgentAccess } from "./rpc/agent-access.ts";
import { agentService } from "./rpc/agent-service.ts";
import { Auth } from "./rpc/auth.ts";
import { Dispatcher } from "./rpc/dispatch.ts";
import { reasonName, retryDelayOf } from "./rpc/errors.ts";
import { exchangeService } from "./rpc/exchange-service.ts";
import { DEFAULT_NAMESPACE } from "./rpc/identity.ts";
import { InProcessTransport } from "./rpc/in-process.ts";
import { managerService } from "./rpc/manager-service.ts";
import { runnerService } from "./rpc/runner-service.ts";
import { bind, type ServiceBinding } from "./rpc/service.ts";
import { isStanding } from "./rpc/standing.ts";
import { openTokenKey } from "./rpc/token-key.ts";
import { Tokens } from "./rpc/tokens.ts";
import { openAudit, openIdentities, openTls } from "./security.ts";
import { MemoryStore } from "./stores/memory.ts";
import { SqliteStore } from "./stores/sqlite.ts";
import { systemClock as clock, systemIds as ids } from "./system.ts";

const builtInStores: Stores = {
  memory: async () => new MemoryStore(),
  sqlite: (folder) => SqliteStore.open(folder),
};

/** Executor drivers by name. */
function drivers(site: HostSite, connect: (token: string) => Promise<Transport>): Drivers {
  return {
    inline: inlineDriver(site, async ({ token, signal }) => {
      // Loaded only when an agent runs here, since a server need not host any itself.
      const { runHost } = await import("@lyceum/client/host");
      return runHost({ transport: await connect(token), url: site.access.url, token, signal });
    }),
    threads: threadsDriver(site),
    processes: processesDriver(site),
    command: commandDriver(site),
    external: externalDriver(),
  };
}

/** What the server can do beyond the API's first release; `proto/README.md` says what each name means. */
const CAPABILITIES: readonly string[] = [];

/** A server that runs. */
export interface App {
  /** Where SDKs and generated clients connect to. */
  readonly grpcUrl: string;
  /** Where browsers and curl connect to; absent where the web front is off. */
  readonly webUrl: string | undefined;
  /** File with the credential of the operator; absent where authentication is off. */
  readonly tokenFile: string | undefined;
  /** Stops: no new calls, agents are asked to end, streams end, all is written down. At most the grace period and a little more. Idempotent. */
  stop(): Promise<void>;
}

/** What the rules are made of. */
interface Ground {
  readonly config: Config;
  readonly log: Logger;
  readonly kinds: ReadonlyMap<string, AgentKind>;
  readonly store: Store;
  readonly journal: Journal;
  readonly tokens: Tokens;
  /** Aborts when the server begins to stop. */
  readonly draining: AbortSignal;
}

/**
 * Puts the parts together and starts them. Each part is pushed on a stack when it is up, so that a stop, or a start
 * that fails half way, takes them down in the opposite order.
 * @param stores a test may bring its own.
 * @throws StartError
 */
export async function startApp(config: Config, log: Logger, stores = builtInStores): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const draining = new AbortController();
  const stopping = new AbortController();

  const kinds = await loadCatalogue(config.agentFolders);
  await makeDataFolder(config.dataFolder);
  const store = stack.use(await openStore(config, stores));
  const journal = new Journal(store, clock);
  stack.defer(() => journal.settled());
  const operatorToken = config.auth ? await readToken(config.tokenFile, () => ids.secret()) : undefined;
  const audit = openAudit(config, log, stack);
  const identities = await openIdentities(config, { clock, log }, stack);
  const tokens = new Tokens(await openTokenKey(store, journal), clock, config.entityTokenMs, (issued) => audit.issued(issued));
  const ground: Ground = { config, log, kinds, store, journal, tokens, draining: draining.signal };

  const exchange = new BuiltInExchange({ store, journal, clock, ids, limits: config.limits, quotaOf: config.quotaOf });
  exchange.start();
  stack.use(exchange);

  const reach: { fronts?: Fronts; dispatcher?: Dispatcher } = {};
  const access = hostAccess(config, () => reach.fronts!.grpcUrl);
  const site = stack.use(await HostSite.open({ access, clock, log }));
  const managers = openManagers(
    ground,
    exchange,
    drivers(site, (token) => transport(reach.dispatcher!, token)),
  );
  const bindings = await services(ground, exchange, managers);
  const dispatcher = new Dispatcher({
    bindings,
    auth: new Auth({ operatorToken, tokens, clock, ...identities }),
    standing: (principal, method) => isStanding(principal, method, { exchange, managers }),
    audit,
    clock,
    ids,
    log,
  });
  dispatcher.setIntake("ending");
  identities.onRevoked((revoked) => dispatcher.revoke((credential) => credential === revoked));
  reach.dispatcher = dispatcher;

  const tls = await openTls(config, { clock, log });
  if (tls !== undefined) stack.use(tls);
  const fronts = await Fronts.open(config, dispatcher, { log, tls });
  reach.fronts = fronts;
  stack.defer(() => fronts.close(stopping.signal));
  stack.use(managers);
  stack.defer(() => managers.drain(config.onStop, config.graceMs, stopping.signal));
  managers.start();
  fronts.serve();
  stack.defer(() => {
    fronts.drain();
    draining.abort();
  });
  log.info({ grpc: fronts.grpcUrl, web: fronts.webUrl, store: store.kind, kinds: [...kinds.keys()] }, "serving");
  return running(ground, fronts, { parts: stack.move(), stopping });
}

interface Ending {
  readonly parts: AsyncDisposableStack;
  /** Aborts when the grace is over. */
  readonly stopping: AbortController;
}

function running({ config, log }: Ground, { grpcUrl, webUrl }: Fronts, { parts, stopping }: Ending): App {
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const limit = clock.after(config.graceMs, () => stopping.abort());
    log.info({ graceMs: config.graceMs }, "stopping");
    await parts.disposeAsync();
    limit.cancel();
    log.info("stopped");
  };
  return {
    grpcUrl,
    webUrl,
    tokenFile: config.auth ? config.tokenFile : undefined,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function openManagers({ config, log, kinds, store, journal, tokens }: Ground, exchange: BuiltInExchange, table: Drivers): Managers {
  const managers = new Managers({
    journal,
    clock,
    ids,
    limits: config.limits,
    log,
    exchange,
    kind: (name) => kinds.get(name),
    templates: new Map(config.executors.map((template) => [template.name, template])),
    drivers: table,
    homeNamespace: DEFAULT_NAMESPACE,
    defaultExecutor: config.defaultExecutor,
    issueRunToken: (namespace, runId, attempt, uid) => tokens.issueRun({ namespace, runId, attempt, uid }),
    times: DEFAULT_TIMES,
    quotaOf: config.quotaOf,
  });
  managers.load(store);
  return managers;
}

async function services(ground: Ground, exchange: BuiltInExchange, managers: Managers): Promise<ServiceBinding[]> {
  const { config, store, journal, tokens, draining } = ground;
  const { limits, graceMs } = config;
  const repeats = (name: string) => {
    const kept = new Repeats({ journal, clock, name, keepMs: limits.requestIdMs });
    kept.load(store.load("repeats"));
    return kept;
  };
  const agents = new Agents({ exchange, journal, clock, ids, limits, latestRun: (agent) => managers.latestRun(agent) });
  agents.start(store);
  const facts = { version: await version(), capabilities: CAPABILITIES, store: store.kind, startedAtMs: clock.monotonic() };
  const exchangeDeps = { exchange, journal, tokens, repeats: repeats("exchange"), limits, clock, ids, facts, draining, graceMs };
  const managerDeps = { managers, journal, tokens, repeats: repeats("manager"), limits, actors: actorsOf(exchange) };
  return [
    bind(ExchangeService, exchangeService(exchangeDeps)),
    bind(ManagerService, managerService(managerDeps)),
    bind(AgentService, agentService(agents, new AgentAccess(exchange))),
    bind(RunnerService, runnerService(managerDeps)),
  ];
}

/** The way of agents in this process to the handlers. */
async function transport(dispatcher: Dispatcher, token: string): Promise<Transport> {
  const { errorOf } = await import("@lyceum/client");
  return new InProcessTransport({
    dispatcher,
    token,
    toError: (error) => errorOf(error.message, { reason: reasonName(error.kind), facts: error.facts, retryDelayMs: retryDelayOf(error) }),
  });
}

async function version(): Promise<string> {
  const content = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(content) as { version: string }).version;
}
