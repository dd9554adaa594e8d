/** Levels of logs, from the most to the least. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

/** A level of logs. */
export type LogLevel = (typeof logLevels)[number];

/** Facts of a log line. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** Where an agent and the SDK write what happens. */
export interface Log {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** Reads a level; what is none counts as the default. */
export function logLevelOf(text: string | undefined, otherwise: LogLevel): LogLevel {
  return logLevels.find((level) => level === text) ?? otherwise;
}

/** The level that lets less through. */
export function quieter(one: LogLevel, other: LogLevel): LogLevel {
  return logLevels.indexOf(one) > logLevels.indexOf(other) ? one : other;
}

/** Writes lines of JSON to the standard error output, those of a level and above. Facts go into each line. */
export class ConsoleLog implements Log {
  readonly #lowest: number;
  readonly #facts: LogFacts;

  constructor(level: LogLevel, facts: LogFacts = {}) {
    this.#lowest = logLevels.indexOf(level);
    this.#facts = facts;
  }

  debug(message: string, facts?: LogFacts): void {
    this.#write("debug", message, facts);
  }

  info(message: string, facts?: LogFacts): void {
    this.#write("info", message, facts);
  }

  warn(message: string, facts?: LogFacts): void {
    this.#write("warn", message, facts);
  }

  error(message: string, facts?: LogFacts): void {
    this.#write("error", message, facts);
  }

  #write(level: LogLevel, message: string, facts: LogFacts = {}): void {
    if (logLevels.indexOf(level) < this.#lowest) return;
    process.stderr.write(`${lineOf({ level, time: new Date().toISOString(), message, ...this.#facts, ...facts })}\n`);
  }
}

function lineOf(line: LogFacts): string {
  try {
    return JSON.stringify(line, (_key, value: unknown) => {
      if (value instanceof Error) return { type: value.name, message: value.message, stack: value.stack };
      return typeof value === "bigint" ? value.toString() : value;
    });
  } catch {
    return JSON.stringify({ level: line.level, time: line.time, message: line.message });
  }
}
