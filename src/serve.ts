import { type App, startApp } from "./app.ts";
import { type ConfigFlags, loadConfig } from "./config.ts";
import { makeLog } from "./rpc/log.ts";
import { StartError } from "./start-error.ts";

/** What a command needs of its process, so that a test can stand in for it. */
export interface ServeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
  /** Writes a line for people to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line for people to standard error. */
  readonly complain: (line: string) => void;
}

/** A server that serves until it is told to stop. */
export interface Serving {
  readonly app: App;
  /** Logs what nobody caught: a bug, of ours or of an agent that runs in this process. */
  readonly bug: (error: unknown, what: string) => void;
}

/**
 * Reads the configuration, starts the server, and says where it listens.
 * @returns the exit code when it cannot start, said in one sentence.
 */
export async function serve(flags: ConfigFlags, process: ServeProcess): Promise<Serving | number> {
  try {
    const config = loadConfig({ flags, env: process.env, cwd: process.cwd, terminal: process.terminal });
    const log = makeLog(config.log);
    const app = await startApp(config, log);
    process.print(`lyceum serves gRPC at ${app.grpcUrl}${app.webUrl === undefined ? "" : `, and browsers and curl at ${app.webUrl}`}`);
    if (app.tokenFile === undefined) process.print("whoever reaches it is its operator: authentication is off");
    else process.print(`its token is in ${app.tokenFile}`);
    return { app, bug: (error, what) => log.error({ err: error }, what) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.complain(`lyceum: ${error.message} (${error.reason})`);
    return error.exitCode;
  }
}

/** How long a process may live on after its stop. */
const LINGER_MS = 500;

/** Exit code of a process that a second signal ended at once, less the signal's number. */
const SIGNAL_EXIT = 128;
const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Serves in this process until SIGTERM or SIGINT, then stops within the grace period; a second signal ends it at once.
 * @returns the exit code.
 */
export async function serveUntilSignal(flags: ConfigFlags, own: NodeJS.Process): Promise<number> {
  const serving = await serve(flags, {
    env: own.env,
    cwd: own.cwd(),
    terminal: own.stderr.isTTY === true,
    print: (line) => own.stdout.write(`${line}\n`),
    complain: (line) => own.stderr.write(`${line}\n`),
  });
  if (typeof serving === "number") return serving;
  const ended = Promise.withResolvers<number>();
  // Agents in this process may leave a promise alone; that is no reason to end those of others.
  own.on("unhandledRejection", (error) => serving.bug(error, "nobody handled a rejection"));
  own.on("uncaughtException", (error) => {
    serving.bug(error, "nobody caught an error: the server stops");
    ended.resolve(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    let signalled = false;
    own.on(signal, () => {
      if (signalled) own.exit(SIGNAL_EXIT + SIGNAL_NUMBERS[signal]);
      signalled = true;
      ended.resolve(0);
    });
  }
  let code = await ended.promise;
  try {
    await serving.app.stop();
  } catch (error) {
    serving.bug(error, "the server did not stop as it should");
    code = 1;
  }
  // What agents left running in this process must not keep it; nothing else does.
  setTimeout(() => own.exit(code), LINGER_MS).unref();
  return code;
}
