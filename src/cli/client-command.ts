import type { Transport } from "@lyceum/client";
import type { Command } from "commander";
import { Interrupted } from "./cli-error.ts";
import { type ConnectionOptions, connect, readConnection } from "./connection.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { Output } from "./output.ts";

/** What a command works with. */
export interface Session {
  readonly transport: Transport;
  readonly output: Output;
  /** Aborts on SIGINT. */
  readonly signal: AbortSignal;
}

/** A command's work; resolves to its exit code, or to nothing when all is well. */
export type Act = (session: Session) => Promise<ExitCode | undefined>;

/** The part of a process that commands use, so that a test can stand in for it. */
export type OwnProcess = Pick<NodeJS.Process, "env" | "cwd" | "stdout" | "stderr" | "on" | "off" | "exit">;

/** Runs commands that are clients of the server. */
export class Commands {
  /** Exit code of the command that ran. */
  exitCode: ExitCode = exitCode.ok;
  readonly #process: OwnProcess;

  constructor(own: OwnProcess) {
    this.#process = own;
  }

  /** Output of a command as its options say. */
  output(json: boolean): Output {
    const { stdout, stderr, env } = this.#process;
    return new Output({ out: stdout, err: stderr, json, env });
  }

  /** Connects as a command's options say, does its work, and lets go of the connection. */
  async run(command: Command, act: Act): Promise<void> {
    const { json = false, ...options } = command.optsWithGlobals<ConnectionOptions & { json?: boolean }>();
    const connection = readConnection(options, { env: this.#process.env, cwd: this.#process.cwd() });
    const interrupted = new AbortController();
    const interrupt = (): void => {
      if (interrupted.signal.aborted) this.#process.exit(exitCode.interrupted);
      interrupted.abort(new Interrupted());
    };
    this.#process.on("SIGINT", interrupt);
    try {
      const transport = await connect(connection, interrupted.signal);
      try {
        this.exitCode = (await act({ transport, output: this.output(json), signal: interrupted.signal })) ?? exitCode.ok;
      } finally {
        transport.close();
      }
    } finally {
      this.#process.off("SIGINT", interrupt);
    }
  }
}
