/** Why the server cannot start, for programs. */
export type StartReason =
  | "bad_config"
  | "bad_catalogue"
  | "insecure_listen"
  | "address_in_use"
  | "address_unusable"
  | "data_folder_unusable";

/** Exit code of a process that was asked for something that cannot be: it must be told something else. */
const EXIT_USAGE = 2;

const EXIT_FAILURE = 1;

/** Options of {@link StartError}. */
export interface StartErrorOptions {
  readonly reason: StartReason;
  readonly cause?: unknown;
}

/** Keeps the server from starting; its message is one sentence that says what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly reason: StartReason;
  /** 2 where the configuration must change, 1 where the machine is in the way. */
  readonly exitCode: number;

  constructor(message: string, { reason, cause }: StartErrorOptions) {
    super(message, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.exitCode = reason === "bad_config" || reason === "bad_catalogue" || reason === "insecure_listen" ? EXIT_USAGE : EXIT_FAILURE;
  }
}
