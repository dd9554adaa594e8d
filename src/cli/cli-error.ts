import { LyceumError } from "@lyceum/client";
import { CommanderError } from "commander";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** Options of {@link CliError}. */
export interface CliErrorOptions {
  /** Why, for programs. */
  readonly reason: string;
  /** Default `usage`. */
  readonly code?: ExitCode;
  readonly cause?: unknown;
}

/** What was typed cannot be; the message is one sentence that says what to do. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly reason: string;
  readonly code: ExitCode;

  constructor(message: string, { reason, code = exitCode.usage, cause }: CliErrorOptions) {
    super(message, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.code = code;
  }
}

/** Ends a command on SIGINT. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}

/** An error as the CLI tells it. */
export interface ErrorReport {
  readonly reason: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly exitCode: ExitCode;
}

/** Says how an error is told; undefined for a bug, which is told with its stack. */
export function reportOf(error: unknown): ErrorReport | undefined {
  if (error instanceof CliError) return { reason: error.reason, message: error.message, facts: {}, exitCode: error.code };
  if (error instanceof CommanderError) return { reason: "USAGE", message: usageMessage(error), facts: {}, exitCode: exitCode.usage };
  if (error instanceof LyceumError) {
    const { message, facts, code } = error;
    return {
      reason: error.reason || code,
      message: `${message}${hint(error)}`,
      facts,
      exitCode: code === "DEADLINE_EXCEEDED" ? exitCode.timedOut : exitCode.serverFailed,
    };
  }
  return undefined;
}

// What the server cannot know: how this program is told better.
const hints: Readonly<Record<string, string>> = {
  TOKEN_MISSING: "; give it by --token-file or LYCEUM_TOKEN_FILE, with the path that `lyceum serve` printed",
  TOKEN_INVALID: "; give the right one by --token-file or LYCEUM_TOKEN_FILE, with the path that `lyceum serve` printed",
  KIND_NOT_FOUND: "; `lyceum serve --agents <folder>` says what can be launched",
  MAILBOX_NOT_FOUND: "; see `lyceum discover`",
  ACTION_NOT_FOUND: "; see `lyceum describe`",
  INVALID_ARGUMENTS: "; see `lyceum describe`",
  NOT_LAUNCHED_HERE: "; see `lyceum ps --all`, or name its manager by --manager",
  RUN_NOT_FOUND: "; see `lyceum ps --all`",
};

function hint(error: LyceumError): string {
  const text = hints[error.reason] ?? "";
  // The server's own sentence may say so already.
  return text === "" || error.message.includes("lyceum ") ? "" : text;
}

function usageMessage({ message }: CommanderError): string {
  return message
    .replace(/^error: /, "")
    .replaceAll("\n", " ")
    .replaceAll(/\. (?=\S)/g, ": ")
    .replace(/\.$/, "");
}
