import type { DescService } from "@bufbuild/protobuf";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { pino } from "pino";
import type { Clock } from "../../src/core/clock.ts";
import type { AccountTable } from "../../src/rpc/account-file.ts";
import { Audit } from "../../src/rpc/audit.ts";
import { Auth } from "../../src/rpc/auth.ts";
import { Dispatcher } from "../../src/rpc/dispatch.ts";
import { GrpcFront } from "../../src/rpc/grpc.ts";
import { Health } from "../../src/rpc/health.ts";
import type { JwtVerifier } from "../../src/rpc/jwt-verifier.ts";
import type { ServerTls } from "../../src/rpc/server-tls.ts";
import type { Handlers, ServiceBinding } from "../../src/rpc/service.ts";
import { Tokens } from "../../src/rpc/tokens.ts";
import { WebFront } from "../../src/rpc/web.ts";
import { systemClock, systemIds } from "../../src/system.ts";

/** Handlers of the real services, as far as a test needs them. */
export interface PartialHandlers {
  readonly exchange?: Partial<Handlers<typeof ExchangeService>>;
  readonly manager?: Partial<Handlers<typeof ManagerService>>;
  readonly agent?: Partial<Handlers<typeof AgentService>>;
  readonly runner?: Partial<Handlers<typeof RunnerService>>;
}

/** Options of {@link openFronts}. */
export interface FrontsOptions {
  /** The server's own token; null means no authentication. Default `operator-token-of-the-test`. */
  readonly operatorToken?: string | null;
  /** Default 65,536. */
  readonly maxFrameBytes?: number;
  readonly webHosts?: readonly string[];
  readonly webOrigins?: readonly string[];
  /** Accounts of the operator's file. */
  readonly accounts?: () => AccountTable;
  readonly jwts?: JwtVerifier;
  /** Absent means the machine's. */
  readonly clock?: Clock;
  /** Absent means plaintext. */
  readonly tls?: ServerTls;
  /** Whether the gRPC front tells its services; default false. */
  readonly reflection?: boolean;
}

/** The operator's token of fronts that were given none. */
export const OPERATOR = "operator-token-of-the-test";

/** Both fronts over handlers of a test, on ports of their own. */
export interface Fronts extends AsyncDisposable {
  readonly grpcUrl: string;
  readonly webUrl: string;
  readonly dispatcher: Dispatcher;
  readonly health: Health;
  readonly tokens: Tokens;
  readonly grpc: GrpcFront;
  /** Lines of the log, parsed. */
  readonly lines: Record<string, unknown>[];
  /** Lines of the audit, parsed. */
  readonly audited: Record<string, unknown>[];
}

/** Opens both fronts. */
export async function openFronts(handlers: PartialHandlers, options: FrontsOptions = {}): Promise<Fronts> {
  const { operatorToken = OPERATOR, maxFrameBytes = 65_536, webHosts = [], webOrigins = [] } = options;
  const lines: Record<string, unknown>[] = [];
  const audited: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const tokens = new Tokens(new Uint8Array(32), options.clock ?? systemClock);
  const dispatcher = new Dispatcher({
    bindings: [
      binding(ExchangeService, handlers.exchange),
      binding(ManagerService, handlers.manager),
      binding(AgentService, handlers.agent),
      binding(RunnerService, handlers.runner),
    ],
    auth: new Auth({
      operatorToken: operatorToken ?? undefined,
      tokens,
      clock: options.clock ?? systemClock,
      accounts: options.accounts,
      jwts: options.jwts,
    }),
    audit: new Audit(pino({ level: "info" }, { write: (line: string) => audited.push(JSON.parse(line)) })),
    clock: options.clock ?? systemClock,
    ids: systemIds,
    log,
  });
  const health = new Health(dispatcher.bindings.map(({ service }) => service.typeName));
  const grpc = new GrpcFront({ dispatcher, health, maxFrameBytes, tls: options.tls, reflection: options.reflection ?? false, log });
  const web = new WebFront({ dispatcher, maxFrameBytes, gate: { hosts: webHosts, origins: webOrigins }, tls: options.tls, log });
  const grpcPort = await grpc.listen("127.0.0.1", 0);
  const webPort = await web.listen("127.0.0.1", 0);
  health.set(true);
  const scheme = options.tls === undefined ? "http" : "https";
  return {
    grpcUrl: `${scheme}://127.0.0.1:${grpcPort}`,
    webUrl: `${scheme}://127.0.0.1:${webPort}`,
    dispatcher,
    health,
    tokens,
    grpc,
    lines,
    audited,
    async [Symbol.asyncDispose]() {
      const now = AbortSignal.abort();
      await dispatcher.end(now);
      await Promise.all([grpc.close(now), web.close(now)]);
    },
  };
}

function binding(service: DescService, handlers: object | undefined): ServiceBinding {
  const table = (handlers ?? {}) as Readonly<Record<string, unknown>>;
  return { service, handler: (method) => table[method.localName] };
}
