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

/** What is measured beside the others. */
export interface Peer {
  readonly name: string;
  /** What to know of it, for people. */
  readonly note: string;
  /** What its ratios are over: the name of a bare echo. */
  readonly floor: string;
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

/** All of them: the floors first. */
export const PEERS: readonly Peer[] = [
  { name: GRPC_JS, note: "the floor: caller and server, no codec", floor: GRPC_JS, prepare: async () => typescript("grpc-js-echo.ts") },
  { name: GRPCIO, note: "the floor in Python (asyncio)", floor: GRPC_JS, prepare: () => python("lyceum", "grpcio_echo.py") },
  { name: GRPC_GO, note: "the floor in Go", floor: GRPC_JS, prepare: () => go("grpc-echo") },
  ...lyceum("Lyceum", GRPC_JS, async (store, action) => typescript("lyceum-echo.ts", [store, action])),
  ...lyceum("Lyceum, Python SDK", GRPCIO, async (store, action) => withServer(store, await python("lyceum", "lyceum_echo.py", [action]))),
  ...lyceum("Lyceum, Go SDK", GRPC_GO, async (store, action) => withServer(store, await go("lyceum-echo", [action]))),
  other("Academy, in process", "caller and agent are one process", () => python("academy", "academy_echo.py", ["local"])),
  other("Academy, Redis", OWN_PROCESSES, academyOverRedis),
  other("Academy, HTTP", OWN_PROCESSES, () => python("academy", "academy_echo.py", ["http"])),
  other("Ray actor", "caller and actor are processes", () => python("ray", "ray_echo.py")),
  other("AutoGen, gRPC", OWN_PROCESSES, () => python("autogen", "autogen_echo.py")),
];

/** Those whose names have one of the texts, each with its floor; no text means all. */
export function peersOf(texts: readonly string[]): Peer[] {
  const named = PEERS.filter(({ name }) => texts.length === 0 || texts.some((text) => name.includes(text)));
  return PEERS.filter((peer) => named.includes(peer) || named.some(({ floor }) => floor === peer.name));
}

function lyceum(name: string, floor: string, caller: (store: Store, action: Action) => Promise<CallerCommand>): Peer[] {
  const peer = (store: Store, action: Action): Peer => ({
    name: `${name}, ${store}${action === "echo" ? "" : ", redeliverable"}`,
    note: OWN_PROCESSES,
    floor,
    prepare: () => caller(store, action),
  });
  return [peer("memory", "echo"), peer("sqlite", "echo"), peer("sqlite", "echoAgain")];
}

function other(name: string, note: string, prepare: () => Promise<CallerCommand>): Peer {
  return { name, note, floor: GRPC_JS, prepare };
}

async function academyOverRedis(): Promise<CallerCommand> {
  const [command, redis] = await Promise.all([python("academy", "academy_echo.py", ["redis"]), redisServer()]);
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
