import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino } from "pino";

/** How the server logs. */
export interface LogOptions {
  readonly level: LevelWithSilent;
  /** `json` for programs: one object a line; `text` for people. */
  readonly format: "json" | "text";
}

const STDERR = 2;

/** Lines are written in blocks of this many bytes, or when this much time has passed: a write a line would cost calls a third of their rate. */
const BLOCK_BYTES = 8_192;
const BLOCK_MS = 100;

/**
 * Makes the server's log, on standard error unless told otherwise. WARN is worth a look, ERROR is a bug or a broken
 * part; what a caller did wrong is INFO.
 */
export function makeLog(options: LogOptions, out?: DestinationStream): Logger {
  const stream = out ?? standardError();
  const target = options.format === "text" ? textStream(stream) : stream;
  return pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    target,
  );
}

/** A log that cannot be written, as to a full disk, does not end the server: its lines are tried again with the next ones. */
function standardError(): DestinationStream {
  const stream = destination({ dest: STDERR, sync: false, minLength: BLOCK_BYTES, periodicFlush: BLOCK_MS });
  return stream.on("error", () => undefined);
}

/** Turns pino's objects into lines for people: time, level, message, then the rest as `key=value`. */
function textStream(out: DestinationStream): DestinationStream {
  return {
    write(line: string): void {
      const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const facts = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === "string" ? plain(value) : JSON.stringify(value)}`,
      );
      const stack = (err as { stack?: string } | undefined)?.stack;
      const head = `${String(time)} ${String(level).toUpperCase().padEnd(5)} ${plain(String(msg ?? ""))}`;
      out.write(`${[head, ...facts].join(" ")}\n${stack === undefined ? "" : `${stack}\n`}`);
    },
  };
}

// Text from callers and agents must not move a terminal's cursor or forge a line.
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?");
}
