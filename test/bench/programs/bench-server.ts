import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Manager, type ManagerOptions, type TlsOptions } from "@lyceum/client";
import { Certificates, readPair } from "../../support/certificates.ts";
import { type CpuClock, cpuOf, cpuOfChildren } from "../measure/cpu.ts";
import { ChildProgram } from "./child-program.ts";
import { MemoryProbe } from "./memory-probe.ts";
import { profileFlags } from "./profile.ts";

const MAIN = join(import.meta.dirname, "../../../src/main.ts");
const AGENTS = join(import.meta.dirname, "../agents");

/** Executors of the server that are other than the built-in ones, by name. */
export type Templates = Readonly<Record<string, { readonly driver: string; readonly places?: number; readonly warm?: number }>>;

/** How a server is started. */
export interface BenchServerOptions {
  readonly store: "memory" | "sqlite";
  readonly templates?: Templates | undefined;
  /** Executors that its manager has; default all. */
  readonly executors?: readonly string[] | undefined;
  /** Whether all that speak to it do so by TLS; default no. */
  readonly tls?: boolean | undefined;
  /** Folder for its CPU profile; absent means none. */
  readonly profileFolder?: string | undefined;
}

interface Access {
  readonly url: string;
  readonly token: string;
  readonly tls: TlsOptions | undefined;
}

interface ServerTls {
  readonly config: { readonly cert: string; readonly key: string; readonly hosts: { readonly ca: string } };
  readonly client: TlsOptions;
}

const QUIET_MS = 100;
/** CPU time within that time below which nothing is going on. */
const QUIET_CPU_MS = 20;
/** As many times as it must be quiet: it is so for a while before hosts that were taken are replaced. */
const CALM_WAITS = 3;
const MAX_QUIET_WAITS = 180;
/** What stands for quiet where CPU time cannot be read. */
const REST_MS = 3_000;

/** `lyceum serve` in a process of its own, with the agents of the benches, and a manager at it. */
export class BenchServer implements AsyncDisposable {
  readonly manager: Manager;
  /** Where it listens. */
  readonly url: string;
  /** The operator's credential. */
  readonly token: string;
  /** Memory of the server. */
  readonly memory: MemoryProbe;
  /** How it was started. */
  readonly options: BenchServerOptions;
  readonly #access: Access;
  readonly #program: ChildProgram;
  readonly #parts: AsyncDisposableStack;

  private constructor(options: BenchServerOptions, manager: Manager, access: Access, program: ChildProgram, parts: AsyncDisposableStack) {
    this.manager = manager;
    this.url = access.url;
    this.token = access.token;
    this.options = options;
    this.#access = access;
    this.memory = new MemoryProbe(program);
    this.#program = program;
    this.#parts = parts;
  }

  /** Starts it on a free port, on a new store. */
  static async start(options: BenchServerOptions): Promise<BenchServer> {
    const { store, templates = {}, executors, profileFolder } = options;
    await using parts = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "lyceum-bench-"));
    parts.defer(() => rm(folder, { recursive: true, force: true }));
    const tls = options.tls === true ? tlsOf(parts.use(new Certificates())) : undefined;
    const config = join(folder, "lyceum.yaml");
    await writeFile(config, JSON.stringify({ executors: templates, tls: tls?.config }));
    const data = join(folder, "data");
    const args = ["serve", "--config", config, "--listen", "127.0.0.1:0", "--web", "off"];
    const flags = [...profileFlags(profileFolder, `server-${store}`), ...MemoryProbe.flags];
    const serve = [...args, "--store", store, "--data", data, "--agents", AGENTS, "--log", "error"];
    const program = parts.use(new ChildProgram(MAIN, serve, { flags }));
    const url = await program.said(/https?:\/\/127\.0\.0\.1:\d+/);
    const token = (await readFile(join(data, "token"), "utf8")).trim();
    const names = executors ?? [...new Set(["inline", "threads", "processes", "command", "external", ...Object.keys(templates)])];
    const access = { url, token, tls: tls?.client };
    const manager = parts.use(await Manager.connect(access, { executors: names, onWarning: () => undefined }));
    return new BenchServer(options, manager, access, program, parts.move());
  }

  /** Another manager, which is the caller's to close. */
  connect(options: ManagerOptions): Promise<Manager> {
    return Manager.connect(this.#access, { onWarning: () => undefined, ...options });
  }

  /** CPU time of the server. */
  get cpu(): CpuClock {
    return cpuOf(this.#program.pid);
  }

  /** CPU time of the hosts that it started. */
  get hostsCpu(): CpuClock {
    return cpuOfChildren(this.#program.pid);
  }

  /** Resolves once the server and its hosts have nothing to do: hosts that are kept warm are. */
  async quiet(): Promise<void> {
    const total = () => {
      const [server, hosts] = [this.cpu(), this.hostsCpu()];
      return server === undefined || hosts === undefined ? undefined : server + hosts;
    };
    let before = total();
    if (before === undefined) return void (await sleep(REST_MS));
    for (let waits = 0, calm = 0; calm < CALM_WAITS && waits < MAX_QUIET_WAITS; waits += 1) {
      await sleep(QUIET_MS);
      const now = total() ?? 0;
      calm = now - before < QUIET_CPU_MS ? calm + 1 : 0;
      before = now;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

function tlsOf(certificates: Certificates): ServerTls {
  const authority = certificates.authority("bench");
  const { cert, key } = certificates.issue(authority, "server");
  return { config: { cert, key, hosts: { ca: authority.cert } }, client: { ca: readPair(authority).cert } };
}
