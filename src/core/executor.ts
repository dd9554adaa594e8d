import type { EntityId } from "./entity.ts";
import type { LogLevel, RuntimeConfig } from "./run.ts";

/** An agent kind of the operator's catalogue: a module of TypeScript or JavaScript, or a command. */
export interface AgentKind {
  readonly name: string;
  /** Types from its own to the most general, `lyceum.Agent` last. */
  readonly lineage: readonly string[];
  /** Absolute path of a module; absent for a command. */
  readonly module?: string | undefined;
  /** Export of the module; absent means the default export. */
  readonly export?: string | undefined;
  /** Program and arguments; absent for a module. */
  readonly argv?: readonly string[] | undefined;
  /** Working directory of a command; absent means the catalogue's folder. */
  readonly cwd?: string | undefined;
  /** Environment added for a command. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** An executor template of the operator's configuration. */
export interface ExecutorTemplate {
  readonly name: string;
  readonly driver: string;
  /** Most attempts at once over all managers; absent means no limit. */
  readonly places?: number | undefined;
  /** Hosts kept warm before they are needed (`threads`, `processes`). */
  readonly warm?: number | undefined;
  /** Agents that share one host (`threads`); absent means 1. */
  readonly agentsPerHost?: number | undefined;
  /** Absolute path of a module that a host imports first. */
  readonly initModule?: string | undefined;
  readonly logLevel?: LogLevel | undefined;
}

/** One attempt to make. */
export interface AttemptSpec {
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  readonly agent: EntityId;
  /** Absent where an external host brings the agent. */
  readonly kind: AgentKind | undefined;
  readonly config: RuntimeConfig;
  /** Credential of the host: it fetches the rest by `GetRunSpec`. */
  readonly runToken: string;
  readonly logLevel: LogLevel;
  readonly initModule: string | undefined;
}

/** How a host ended, as its executor saw it. What the host itself reported comes first. */
export interface HostEnd {
  /** Absent where there is no such thing. */
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** The last output, at most 16 KiB, control characters kept. */
  readonly outputTail?: string | undefined;
  /** Whether how it ended cannot be known. */
  readonly unknown?: boolean | undefined;
}

/** Runs attempts. It decides nothing: places, retries and outcomes are the manager's. */
export interface Executor extends AsyncDisposable {
  /** Whether its hosts can outlive the server, and so be adopted. */
  readonly durable: boolean;
  /**
   * Makes an attempt; resolves once its host is gone. Aborting kills the host (its whole process group) and
   * then resolves too; a host that cannot be killed is abandoned.
   * @throws AgentFailure when the attempt could not be started, or its executor knows why it failed.
   */
  run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd>;
  /** Goes on with an attempt that a server before this one made; as {@link run}. Absent where `durable` is false. */
  adopt?(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd>;
}

/** Where hosts find the server. */
export interface HostAccess {
  /** Address of the gRPC front, as `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** What a host's environment says of TLS: names of variables to paths. Absent means nothing. */
  readonly tls?: Readonly<Record<string, string>>;
  /** Folder for what hosts leave behind: outputs, token files, exit statuses. */
  readonly folder: string;
}

/** Name of a driver to what opens an executor of a template. */
export type Drivers = Readonly<Record<string, (template: ExecutorTemplate) => Promise<Executor>>>;
