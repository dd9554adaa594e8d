import { mkdir, readFile } from "node:fs/promises";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Logger } from "pino";
import { loadCatalogue } from "./catalogue.ts";
import type { Config } from "./config.ts";
import { Journal } from "./core/journal.ts";
import { Repeats } from "./core/repeats.ts";
import type { Store } from "./core/store.ts";
import { BuiltInExchange } from "./exchange/exchange.ts";
import { Fronts } from "./fronts.ts";
import { Auth } from "./rpc/auth.ts";
import { Dispatcher } from "./rpc/dispatch.ts";
import type { ExchangeDeps } from "./rpc/exchange-deps.ts";
import { exchangeService } from "./rpc/exchange-service.ts";
import { bind } from "./rpc/service.ts";
import { openTokenFile } from "./rpc/token-file.ts";
import { openTokenKey } from "./rpc/token-key.ts";
import { Tokens } from "./rpc/tokens.ts";
import { StartError } from "./start-error.ts";
import { MemoryStore } from "./stores/memory.ts";
import { SqliteStore } from "./stores/sqlite.ts";
import { StoreError } from "./stores/store-error.ts";
import { systemClock, systemIds } from "./system.ts";

/** Stores by name. */
const stores: Readonly<Record<Config["store"], (folder: string) => Promise<Store>>> = {
  memory: async () => new MemoryStore(),
  sqlite: (folder) => SqliteStore.open(folder),
};

/** What the server can do beyond the API's first release; `proto/README.md` says what each name means. */
const CAPABILITIES: readonly string[] = [];

const OWNER_ONLY = 0o700;

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

/**
 * Puts the parts together and starts them. Each part is pushed on a stack when it is up, so that a stop, or a start
 * that fails half way, takes them down in the opposite order.
 * @throws StartError
 */
export async function startApp(config: Config, log: Logger): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const draining = new AbortController();
  const stopping = new AbortController();
  const clock = systemClock;
  const ids = systemIds;

  const kinds = await loadCatalogue(config.agentFolders);
  await makeDataFolder(config.dataFolder);
  const store = stack.use(await openStore(config));
  const journal = new Journal(store, clock);
  stack.defer(() => journal.settled());
  const operatorToken = config.auth ? await readToken(config.tokenFile) : undefined;
  const tokens = new Tokens(await openTokenKey(store, journal), clock);

  const exchange = new BuiltInExchange({ store, journal, clock, ids, limits: config.limits });
  exchange.start();
  stack.use(exchange);
  const repeats = new Repeats({ journal, clock, name: "exchange", keepMs: config.limits.requestIdMs });
  repeats.load(store.load("repeats"));

  const facts = { version: await version(), capabilities: CAPABILITIES, store: store.kind, startedAtMs: clock.monotonic() };
  const exchangeDeps: ExchangeDeps = {
    exchange,
    journal,
    tokens,
    repeats,
    limits: config.limits,
    clock,
    ids,
    facts,
    draining: draining.signal,
    graceMs: config.graceMs,
  };
  const dispatcher = new Dispatcher({
    bindings: [bind(ExchangeService, exchangeService(exchangeDeps))],
    open: new Set([ExchangeService.method.getServerInfo]),
    auth: new Auth({ operatorToken, tokens }),
    clock,
    ids,
    log,
  });
  dispatcher.setIntake("hosts");

  const fronts = await Fronts.open(config, dispatcher, log);
  stack.defer(() => fronts.close(stopping.signal));
  fronts.serve();
  stack.defer(() => fronts.drain());

  const { grpcUrl, webUrl } = fronts;
  log.info({ grpc: grpcUrl, web: webUrl, store: store.kind, version: facts.version, kinds: [...kinds.keys()] }, "serving");
  const running = stack.move();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const limit = clock.after(config.graceMs, () => stopping.abort());
    draining.abort();
    log.info({ graceMs: config.graceMs }, "stopping");
    await running.disposeAsync();
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

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  } catch (cause) {
    throw new StartError(`the data folder ${folder} cannot be made (${text(cause)}): name another by --data`, {
      reason: "data_folder_unusable",
      cause,
    });
  }
}

async function openStore(config: Config): Promise<Store> {
  try {
    return await stores[config.store](config.dataFolder);
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    throw new StartError(cause.message, { reason: "data_folder_unusable", cause });
  }
}

async function readToken(path: string): Promise<string> {
  try {
    return await openTokenFile(path, () => systemIds.secret());
  } catch (cause) {
    throw new StartError(`the token file cannot be used (${text(cause)}): name another by --token-file`, {
      reason: "data_folder_unusable",
      cause,
    });
  }
}

async function version(): Promise<string> {
  const content = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(content) as { version: string }).version;
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
