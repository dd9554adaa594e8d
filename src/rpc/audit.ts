import { openSync } from "node:fs";
import { destination, type Logger, pino } from "pino";
import type { LyceumError } from "../core/errors.ts";
import { reasonName } from "./errors.ts";
import type { Principal } from "./service.ts";

const OWNER_ONLY = 0o600;
/** Version of the lines' form. It stands in place of a level, of which there is one. */
const FORM = 1;

const BLOCK_BYTES = 8_192;
const BLOCK_MS = 100;

/** What somebody tried. */
export interface Attempted {
  readonly principal: Principal;
  /** The RPC, as `ExchangeService/Send`. */
  readonly what: string;
  /** What it was done to, as far as its request says. */
  readonly on: string | undefined;
  /** Address of the caller's end of the connection. */
  readonly peer: string;
  readonly front: string;
}

/** A token that was made. */
export interface Issued {
  /** Subject of whose call it was made for. */
  readonly who: string;
  readonly what: "entity token" | "run token";
  /** What it is good for. */
  readonly on: string;
  readonly namespace: string;
  readonly expiresAtMs?: number | undefined;
}

/**
 * Every decision about who may do what, as lines of JSON: calls that change something and were let through, whatever became of them then;
 * every refusal; every token that was made. No token, and nothing of a message, is in it.
 */
export class Audit {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Notes a call that was let through. */
  allowed(attempted: Attempted, outcome: string): void {
    this.#log.info({ decision: "allow", ...factsOf(attempted), outcome });
  }

  /** Notes a call, or an item of one, that was not. */
  refused(attempted: Attempted, error: LyceumError): void {
    this.#log.info({ decision: "deny", ...factsOf(attempted), ...onOf(error), reason: reasonName(error.kind) });
  }

  /** Notes a token that was made. */
  issued({ namespace, expiresAtMs, ...facts }: Issued): void {
    const expires = expiresAtMs === undefined ? {} : { expires: new Date(expiresAtMs).toISOString() };
    this.#log.info({ decision: "issue", ...facts, ns: namespace, ...expires });
  }
}

/** Whether an error is a decision about who may do what. */
export function isRefusal({ kind, denied }: LyceumError): boolean {
  return denied || kind === "token_missing" || kind === "token_invalid" || kind === "token_expired" || kind === "not_permitted";
}

function factsOf({ principal, what, on, peer, front }: Attempted) {
  return { who: principal.subject, role: principal.role, what, ...(on === undefined ? {} : { on }), ns: principal.namespace, peer, front };
}

function onOf({ facts }: LyceumError): { on?: string } {
  const on = facts.uid ?? facts.manager ?? facts.run;
  return on === undefined ? {} : { on };
}

/** A stream of the audit, with what ends it. */
export interface AuditFile extends Disposable {
  readonly log: Logger;
}

/**
 * Opens the file of the audit, for the owner's eyes alone; what is in it stays. Lines reach it within a tenth of a second, and at its end.
 * @param failed told of each write that failed, as on a full disk: what was to be written is tried again with what comes next.
 */
export function openAuditFile(path: string, failed: (error: Error) => void): AuditFile {
  const file = destination({ dest: openSync(path, "a", OWNER_ONLY), sync: false, minLength: BLOCK_BYTES, periodicFlush: BLOCK_MS });
  let failing = false;
  file.on("error", (error: Error) => {
    failing = true;
    failed(error);
  });
  file.on("drain", () => {
    failing = false;
  });
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: () => ({ v: FORM }) } }, file);
  return {
    log,
    [Symbol.dispose]() {
      // It would write for ever to a disk that stays full.
      if (failing) {
        file.destroy();
        return;
      }
      file.flushSync();
      file.end();
    },
  };
}
