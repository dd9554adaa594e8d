import type { DescService } from "@bufbuild/protobuf";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import type { Logger } from "pino";
import { Journal } from "../../src/core/journal.ts";
import type { Quota } from "../../src/core/quota.ts";
import { openTokenKey } from "../../src/rpc/token-key.ts";
import { Tokens } from "../../src/rpc/tokens.ts";
import { systemClock } from "../../src/system.ts";
import { OPERATOR, openFronts } from "./fronts.ts";
import { RefusingStore } from "./refusing-store.ts";
import { type ServerOptions, startServer, type TestServer } from "./server.ts";

/** What the handlers of a broken stage say; nobody outside may read it. */
export const SECRET = "the secret text of a bug";

/** What scenes are played on: a server whose store and tokens a test has in its hands. */
export interface Stage {
  readonly url: string;
  /** Credential of the operator. */
  readonly operator: string;
  readonly store: RefusingStore;
  /** What namespaces may have at most. */
  readonly quotas: Map<string, Quota>;
  /** Issues tokens as the server does; entity tokens that are good for so long. */
  tokens(keepMs?: number): Tokens;
}

/** A stage with a whole server. */
export interface ServerStage extends Stage, AsyncDisposable {
  readonly server: TestServer;
}

/** Opens fronts over handlers that all break. */
export async function openBrokenStage(): Promise<Stage & AsyncDisposable> {
  const bug = () => {
    throw new TypeError(SECRET);
  };
  const broken = ({ methods }: DescService) => Object.fromEntries(methods.map(({ localName }) => [localName, bug]));
  const fronts = await openFronts({
    exchange: broken(ExchangeService),
    manager: broken(ManagerService),
    agent: broken(AgentService),
    runner: broken(RunnerService),
  });
  return {
    url: fronts.grpcUrl,
    operator: OPERATOR,
    store: new RefusingStore(),
    quotas: new Map(),
    tokens: () => fronts.tokens,
    [Symbol.asyncDispose]: () => fronts[Symbol.asyncDispose](),
  };
}

/** Starts a server. */
export async function openStage(options: ServerOptions = {}, log?: Logger): Promise<ServerStage> {
  const store = new RefusingStore();
  const open = async () => store;
  const quotas = new Map<string, Quota>();
  const quotaOf = (namespace: string) => quotas.get(namespace) ?? {};
  const server = await startServer({ quotaOf, ...options }, log, { memory: open, sqlite: open });
  const key = await openTokenKey(store, new Journal(store, systemClock));
  return {
    url: server.grpcUrl,
    operator: server.token,
    server,
    store,
    quotas,
    tokens: (keepMs) => new Tokens(key, systemClock, keepMs),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
