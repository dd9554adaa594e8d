import { join } from "node:path";
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
  /**
   * Brings its packages here, and tells how its caller is started.
   * @throws Error when they cannot be had.
   */
  prepare(): Promise<CallerCommand>;
}

const OWN_PROCESSES = "caller, server and agent are processes";

/** All of them: the floors first. */
export const PEERS: readonly Peer[] = [
  { name: "grpc-js echo", note: "the floor: caller and server, no codec", prepare: async () => typescript("grpc-js-echo.ts") },
  { name: "grpcio echo", note: "the floor in Python (asyncio)", prepare: () => python("grpcio", "grpcio_echo.py") },
  lyceum("memory", "echo"),
  lyceum("sqlite", "echo"),
  lyceum("sqlite", "echoAgain"),
  { name: "Academy, in process", note: "caller and agent are one process", prepare: () => python("academy", "academy_echo.py", ["local"]) },
  { name: "Academy, Redis", note: OWN_PROCESSES, prepare: academyOverRedis },
  { name: "Academy, HTTP", note: OWN_PROCESSES, prepare: () => python("academy", "academy_echo.py", ["http"]) },
  { name: "Ray actor", note: "caller and actor are processes", prepare: () => python("ray", "ray_echo.py") },
  { name: "AutoGen, gRPC", note: OWN_PROCESSES, prepare: () => python("autogen", "autogen_echo.py") },
];

function lyceum(store: "memory" | "sqlite", action: "echo" | "echoAgain"): Peer {
  const name = `Lyceum, ${store}${action === "echo" ? "" : ", redeliverable"}`;
  return { name, note: OWN_PROCESSES, prepare: async () => typescript("lyceum-echo.ts", [store, action]) };
}

async function academyOverRedis(): Promise<CallerCommand> {
  const [command, redis] = await Promise.all([python("academy", "academy_echo.py", ["redis"]), redisServer()]);
  return { ...command, env: { REDIS_SERVER: redis.file, REDIS_LIBRARIES: redis.libraries } };
}

function typescript(program: string, args: readonly string[] = []): CallerCommand {
  return { file: process.execPath, args: [join(import.meta.dirname, "typescript", program), ...args] };
}

async function python(environment: string, program: string, args: readonly string[] = []): Promise<CallerCommand> {
  return { file: await pythonOf(environment), args: [join(import.meta.dirname, "python", program), ...args] };
}
