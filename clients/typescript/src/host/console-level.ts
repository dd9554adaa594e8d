import { type LogLevel, logLevels } from "../log.ts";

const methods = { debug: ["debug", "trace"], info: ["info", "log"], warn: ["warn"], error: ["error"] } as const;

/** Silences what a program writes by `console` below a level; for a host that has its process or thread to itself. */
export function limitConsole(level: LogLevel): void {
  const lowest = logLevels.indexOf(level);
  for (const [name, silenced] of Object.entries(methods)) {
    if (logLevels.indexOf(name as LogLevel) >= lowest) continue;
    for (const method of silenced) console[method] = () => undefined;
  }
}
