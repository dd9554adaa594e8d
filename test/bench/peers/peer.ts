import { join } from "node:path";
import { goProgram } from "./go-programs.ts";
import { pythonOf } from "./python-environment.ts";
import { redisServer } from "./redis-server.ts";

/** A program that calls its agent as it is told. */
export interface CallerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What is measured beside others of its kind. */
export interface Peer {
  readonly name: string;
  /** What to know of it, for people. */
  readonly note: string;
  /** What its ratios are over: the name of a peer. */
  readonly floor: string;
  /** Calls under way, or agents launched at once, where there is more than one. */
  readonly many: number;
  /**
   * Brings its packages here, and tells how its caller is started.
   * @throws Error when they cannot be had.
   */
  prepare(): Promise<CallerCommand>;
}

type Store = "memory" | "sqlite";
type Action = "echo" | "echoAgain";

const OWN_PROCESSES = "caller, server and agent are processes";
const GRPC_JS = "grpc-js echo";
const GRPCIO = "grpcio echo";
const GRPC_GO = "grpc-go echo";
const ACADEMY_LOOP = "launch Academy, event loop";
const ACADEMY_SPAWN = "launch Academy, processes";
const CALLS = 64;

/** Whose actions are called: the floors first. */
export const ACTIONS: readonly Peer[] = [
  action(GRPC_JS, "the floor: caller and server, no codec", async () => typescript("grpc-js-echo.ts")),
  action(GRPCIO, "the floor in Python (asyncio)", () => python("lyceum", "grpcio_echo.py")),
  action(GRPC_GO, "the floor in Go", () => go("grpc-echo")),
  ...lyceum("Lyceum", GRPC_JS, async (store, action) => typescript("lyceum-echo.ts", [store, action])),
  ...lyceum("Lyceum, Python SDK", GRPCIO, async (store, action) => withServer(store, await python("lyceum", "lyceum_echo.py", [action]))),
  ...lyceum("Lyceum, Go SDK", GRPC_GO, async (store, action) => withServer(store, await go("lyceum-echo", [action]))),
  action("Academy, in process", "caller and agent are one process", () => python("academy", "academy_echo.py", ["local"])),
  action("Academy, Redis", OWN_PROCESSES, () => overRedis("academy_echo.py", ["redis"])),
  action("Academy, HTTP", OWN_PROCESSES, () => python("academy", "academy_echo.py", ["http"])),
  action("Ray actor", "caller and actor are processes", () => python("ray", "ray_echo.py")),
  action("AutoGen, gRPC", OWN_PROCESSES, () => python("autogen", "autogen_echo.py")),
];

/** Whose agents are launched, over what is durable in Lyceum alone: Academy first. */
export const LAUNCHES: readonly Peer[] = [
  launch(ACADEMY_LOOP, "in the caller's process", 64, ACADEMY_LOOP, () => overRedis("academy_launch.py", ["loop"])),
  launch(ACADEMY_SPAWN, "processes that are new", 8, ACADEMY_SPAWN, () => overRedis("academy_launch.py", ["spawn"])),
  launch("launch Lyceum, inline", "in the server's process", 64, ACADEMY_LOOP, async () => typescript("lyceum-launch.ts", ["inline"])),
  ...[4, 20].map((many) =>
    launch(`launch Lyceum, ${many} processes`, "4 of them warm", many, ACADEMY_SPAWN, async () =>
      typescript("lyceum-launch.ts", ["processes"]),
    ),
  ),
];

/** Those whose names have one of the texts, each with its floor; no text means all. */
export function peersOf(peers: readonly Peer[], texts: readonly string[]): Peer[] {
  const named = peers.filter(({ name }) => texts.length === 0 || texts.some((text) => name.includes(text)));
  return peers.filter((peer) => named.includes(peer) || named.some(({ floor }) => floor === peer.name));
}

function lyceum(name: string, floor: string, caller: (store: Store, action: Action) => Promise<CallerCommand>): Peer[] {
  const peer = (store: Store, action: Action): Peer => ({
    name: `${name}, ${store}${action === "echo" ? "" : ", redeliverable"}`,
    note: OWN_PROCESSES,
    floor,
    many: CALLS,
    prepare: () => caller(store, action),
  });
  return [peer("memory", "echo"), peer("sqlite", "echo"), peer("sqlite", "echoAgain")];
}

function action(name: string, note: string, prepare: () => Promise<CallerCommand>): Peer {
  return { name, note, floor: GRPC_JS, many: CALLS, prepare };
}

function launch(name: string, note: string, many: number, floor: string, prepare: () => Promise<CallerCommand>): Peer {
  return { name, note, floor, many, prepare };
}

async function overRedis(program: string, args: readonly string[]): Promise<CallerCommand> {
  const [command, redis] = await Promise.all([python("academy", program, args), redisServer()]);
  return { ...command, env: { REDIS_SERVER: redis.file, REDIS_LIBRARIES: redis.libraries } };
}

/** A caller in another language, beside a server of its own. */
function withServer(store: Store, { file, args }: CallerCommand): CallerCommand {
  return typescript("lyceum-server.ts", [store, file, ...args]);
}

function typescript(program: string, args: readonly string[] = []): CallerCommand {
  return { file: process.execPath, args: [join(import.meta.dirname, "typescript", program), ...args] };
}

async function python(environment: string, program: string, args: readonly string[] = []): Promise<CallerCommand> {
  return { file: await pythonOf(environment), args: [join(import.meta.dirname, "python", program), ...args] };
}

async function go(program: string, args: readonly string[] = []): Promise<CallerCommand> {
  return { file: await goProgram(program), args };
}
