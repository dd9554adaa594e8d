import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import { encodeArguments } from "../../clients/typescript/src/payload.ts";
import { hasPython, pythonHost } from "../support/python.ts";
import type { SubjectPlan } from "./agents/subject.ts";
import type { Breakage } from "./breakages.ts";
import type { Callee, CallerOptions } from "./caller-process.ts";
import type { GuestOptions } from "./guest-process.ts";
import { History } from "./history.ts";
import { Member } from "./member.ts";
import { Relay } from "./relay.ts";
import { Seat } from "./seat.ts";
import type { StewardOptions } from "./steward-process.ts";
import { Tmpfs } from "./tmpfs.ts";

const HERE = import.meta.dirname;

/** How large a fleet is, and how hard it works. */
export interface FleetSize {
  readonly typescriptHosts: number;
  readonly pythonHosts: number;
  readonly callers: number;
  readonly guests: number;
  /** Whether a manager runs agents, standing and short-lived. */
  readonly managed: boolean;
  /** Most requests of a caller a second, and at once. */
  readonly rate: number;
  readonly window: number;
}

/** A member that is reached through a relay of its own. */
export interface Placed {
  readonly member: Member;
  readonly relay: Relay;
}

/** A server, its hosts, its callers, and programs that launch agents, each a process; what they did is in the histories of one folder. */
export class Fleet implements AsyncDisposable {
  readonly folder: string;
  readonly history: History;
  readonly server: Member;
  seats: Seat[] = [];
  callers: Placed[] = [];
  guests: Placed[] = [];
  stewards: Placed[] = [];
  transport!: GrpcTransport;
  managerId = "";
  /** Agents that the manager keeps up: whom to call. */
  kept: Callee[] = [];
  readonly disk: Tmpfs | undefined;
  readonly #root: string;
  readonly #seed: number;
  readonly #size: FleetSize;
  #port = 0;
  #token = "";
  #clockOffsetMs = 0;
  /** Messages that callers know the exchange to have had, by their lives. */
  readonly #messages = new Map<string, number>();

  private constructor(seed: number, size: FleetSize, breakage: Breakage | undefined) {
    this.#seed = seed;
    this.#size = size;
    this.#root = mkdtempSync(join(tmpdir(), "lyceum-faults-"));
    this.folder = join(this.#root, "history");
    mkdirSync(this.folder);
    mkdirSync(join(this.#root, "data"), { mode: 0o700 });
    this.disk = Tmpfs.mount(join(this.#root, "data"));
    this.history = new History(this.folder, "harness.1");
    this.history.add("harness", seed);
    this.server = new Member({
      name: "server",
      argv: () => [process.execPath, join(HERE, "server-process.ts"), this.#config(), ...(breakage === undefined ? [] : [breakage])],
      env: { LYCEUM_LOG: process.env.FAULTS_LOG ?? "silent" },
      ipc: true,
      ready: (word) => this.#hearServer(word),
    });
  }

  /** Starts everything. */
  static async open(seed: number, size: FleetSize, breakage?: Breakage): Promise<Fleet> {
    const fleet = new Fleet(seed, size, breakage);
    try {
      await fleet.#open();
      return fleet;
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whom to call now. */
  get callees(): readonly Callee[] {
    return [...this.seats.map(({ callee }) => callee), ...this.kept];
  }

  /** How many messages callers have sent and got so far. */
  get messages(): number {
    let sum = 0;
    for (const messages of this.#messages.values()) sum += messages;
    return sum;
  }

  /** All that reach the server through a relay. */
  get relays(): readonly Relay[] {
    return [...this.seats, ...this.callers, ...this.guests, ...this.stewards].map(({ relay }) => relay);
  }

  /** All members that call. */
  get clients(): readonly Placed[] {
    return [...this.callers, ...this.guests, ...this.stewards];
  }

  /** Starts the server, again, where it was. */
  async startServer(): Promise<void> {
    this.history.add("server", Math.round(performance.timeOrigin + performance.now()));
    await this.server.start({ FAULTS_CLOCK_OFFSET_MS: String(this.#clockOffsetMs) });
  }

  /** Moves the server's wall clock to so far from the machine's. */
  async moveClock(offsetMs: number): Promise<void> {
    this.#clockOffsetMs = offsetMs;
    this.history.add("clock", offsetMs);
    await this.server.order({ order: "clock", offsetMs } as { order: string });
  }

  /** Tells callers whom to call. */
  announce(): void {
    for (const { member } of [...this.callers, ...this.guests]) member.tell({ callees: this.callees });
  }

  /** Ends everything that it started. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { member } of this.clients) await member.end("SIGKILL");
    for (const seat of this.seats) for (const host of seat.hosts) await host.end("SIGKILL");
    this.server.signal("SIGCONT");
    await this.server.end("SIGTERM", 15_000);
    this.transport?.close();
    for (const relay of this.relays) await relay[Symbol.asyncDispose]();
    this.history[Symbol.dispose]();
    this.disk?.[Symbol.dispose]();
    if (process.env.FAULTS_KEEP === undefined) rmSync(this.#root, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    await this.startServer();
    this.#token = readFileSync(join(this.#root, "data/token"), "utf8").trim();
    this.transport = new GrpcTransport({ url: `http://127.0.0.1:${this.#port}`, token: this.#token });
    const python = this.#size.pythonHosts > 0 && (await hasPython()) ? await pythonHost() : undefined;
    const ground = { folder: this.folder, token: this.#token, transport: this.transport, python };
    const { typescriptHosts, pythonHosts, callers, guests, managed } = this.#size;
    const seat = async (name: string, speaks: "typescript" | "python") => {
      const opened = new Seat(name, speaks, await this.#relay(), ground);
      this.seats.push(opened);
      await opened.register();
      await opened.seat();
    };
    const opening: Promise<void>[] = [];
    for (let index = 1; index <= typescriptHosts; index += 1) opening.push(seat(`typescript-${index}`, "typescript"));
    for (let index = 1; index <= pythonHosts && python !== undefined; index += 1) opening.push(seat(`python-${index}`, "python"));
    await Promise.all(opening);
    if (managed) await this.#openManager();
    for (let index = 1; index <= callers; index += 1) this.callers.push(await this.#client("caller", index));
    for (let index = 1; index <= guests; index += 1) this.guests.push(await this.#client("guest", index));
    if (managed) this.stewards.push(await this.#client("steward", 1));
    await Promise.all(this.clients.map(({ member }) => member.start()));
  }

  async #openManager(): Promise<void> {
    const executors = ["inline", "threads", "processes", "command"].map((template) => ({ name: template, template }));
    const { manager } = await this.transport.unary(ManagerService.method.createManager, { requestId: randomUUID(), executors });
    this.managerId = manager!.managerId;
    const plan: SubjectPlan = { folder: this.folder, end: "when-told", afterMs: 0 };
    for (const executor of ["inline", "processes", "command"]) {
      const { launched } = await this.transport.unary(ManagerService.method.launch, {
        requestId: randomUUID(),
        managerId: this.managerId,
        spec: {
          kind: executor === "command" ? "subject-command" : "subject",
          executor,
          arguments: encodeArguments({ args: [plan] }),
          retry: { maxRetries: 100_000 },
          config: { terminateOnError: false },
        },
      });
      this.kept.push({ uid: launched!.run!.agent!.uid, witnesses: false });
    }
  }

  async #client(kind: "caller" | "guest" | "steward", index: number): Promise<Placed> {
    const name = `${kind}-${index}`;
    const relay = await this.#relay();
    const common = { name, folder: this.folder, url: relay.url, token: this.#token, seed: this.#seed * 101 + index };
    const { rate, window } = this.#size;
    const options = (life: number): CallerOptions | GuestOptions | StewardOptions => {
      if (kind === "caller") return { ...common, life, callees: this.callees, rate, window };
      if (kind === "guest") return { ...common, life, callees: this.callees, concurrency: 4, pauseMs: 50 };
      return { ...common, life, managerId: this.managerId, pauseMs: 1_000 };
    };
    const member = new Member({
      name,
      argv: (life) => [process.execPath, join(HERE, `${kind}-process.ts`), JSON.stringify(options(life))],
      ipc: true,
      ready: (word) => (word as { ready?: true }).ready === true,
    });
    member.onWord((word) => {
      const { messages } = word as { messages?: number };
      if (messages !== undefined) this.#messages.set(`${name}.${member.life}`, messages);
    });
    return { member, relay };
  }

  async #relay(): Promise<Relay> {
    return await Relay.open(() => this.#port);
  }

  #hearServer(word: unknown): boolean {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(String(word))?.[1];
    if (port !== undefined) this.#port = Number(port);
    return port !== undefined;
  }

  /** Writes the server's configuration; it listens where it listened before. */
  #config(): string {
    const path = join(this.#root, "config.json");
    const config = {
      listen: `127.0.0.1:${this.#port}`,
      web: { listen: "off" },
      data: join(this.#root, "data"),
      agents: [join(HERE, "agents")],
      grace: "4s",
      // Short, so that sessions lapse while a fault lasts and half-dead streams are found.
      limits: { resumeWindowMs: 2_500, heartbeatMs: 1_000 },
      executors: { processes: { driver: "processes", places: 4, warm: 1 }, threads: { driver: "threads", places: 2, warm: 0 } },
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }
}

/** Registers nothing and asks nothing: the mailbox of an agent, ended for good. */
export async function terminate(fleet: Fleet, uid: string): Promise<void> {
  await fleet.transport.unary(ExchangeService.method.terminate, { entity: { uid, role: 1 } });
}
