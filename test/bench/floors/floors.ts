import { sizeName } from "../measure/body.ts";
import type { Measurable } from "../measure/measurement.ts";
import { Echo } from "./echo.ts";
import { Starts } from "./starts.ts";

/** Calls of a bare echo. */
export interface EchoFloor {
  readonly kind: "echo";
  readonly bytes: number;
  /** Calls under way at any time. */
  readonly outstanding: number;
  /** How many times as long as others it is measured, where calls or turns are few; default 1. */
  readonly lengths?: number | undefined;
}

/** Starts of processes, or of threads, that do no more than begin. */
export interface StartFloor {
  readonly kind: "start";
  readonly of: "processes" | "threads";
  readonly atOnce: number;
}

/** What a case is held against: the least that a thing of its kind costs on this machine, with nothing of ours in it. */
export type Floor = EchoFloor | StartFloor;

/** A call alone. */
export const LONE_ECHO: EchoFloor = { kind: "echo", bytes: 100, outstanding: 1 };

/** Calls by the crowd: as is all that keeps the processors busy, in turns that are few and long. */
export const CROWDED_ECHO: EchoFloor = { kind: "echo", bytes: 100, outstanding: 64, lengths: 3 };

/** Fewest starts of a round. */
const STARTS = 24;
/** What compiles as it runs has done so by then. */
const WARM_UP_MS = 1_000;

/** All floors. */
export class Floors implements AsyncDisposable {
  readonly #echo: Echo;
  readonly #echoMs: number;

  private constructor(echo: Echo, echoMs: number) {
    this.#echo = echo;
    this.#echoMs = echoMs;
  }

  /**
   * Starts what they need, and warms it up.
   * @param echoMs how long an echo is measured in a turn, in milliseconds.
   */
  static async start(echoMs: number): Promise<Floors> {
    const echo = await Echo.start();
    await echo.load(CROWDED_ECHO.bytes, { ...CROWDED_ECHO, durationMs: WARM_UP_MS }).measure();
    return new Floors(echo, echoMs);
  }

  /**
   * One of them.
   * @param turns how many times it is measured in a round.
   */
  of(floor: Floor, turns: number): Measurable {
    if (floor.kind === "echo") {
      const { bytes, outstanding, lengths = 1 } = floor;
      return this.#echo.load(bytes, { outstanding, durationMs: lengths * this.#echoMs });
    }
    const { of, atOnce } = floor;
    const options = { atOnce, times: Math.ceil(STARTS / (atOnce * turns)) };
    return of === "processes" ? Starts.ofProcesses(options) : Starts.ofThreads(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#echo[Symbol.asyncDispose]();
  }
}

/** What people call it. */
export function nameOfFloor(floor: Floor): string {
  if (floor.kind === "start") return `start ${floor.of} x${floor.atOnce}`;
  return `echo ${sizeName(floor.bytes)} x${floor.outstanding}`;
}
