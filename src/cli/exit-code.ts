/** What the process's exit code means. */
export const exitCode = {
  ok: 0,
  /** The agent failed: its action, or its run. */
  agentFailed: 1,
  /** What was typed or configured cannot be. */
  usage: 2,
  /** The server cannot be reached, refused or failed. */
  serverFailed: 3,
  /** Time was over first, as `timeout` of coreutils says it. */
  timedOut: 124,
  /** SIGINT, as a shell says it. */
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
