import { parseArgs } from "node:util";
import type { SuiteOptions } from "./measure/suite.ts";
import { BASELINE_ROUNDS } from "./report/baseline.ts";

export const HELP = `npm run bench -- [options]

  --only <text>      measure the cases alone whose names have this text; may be said several times
  --list             name the cases, and measure nothing
  --quick            one round of fewer cases, in three minutes
  --rounds <number>  default 3; each two are a pass that starts the servers anew; 10 take an hour
  --error <percent>  measure on until the standard error of a case's ratio is no greater, up to three times as many rounds
  --json <file>      write all rounds down, too
  --profile <folder> write CPU profiles of servers and hosts there
  --compare          hold the ratios against those of baseline.json; exit code 1 when a throughput fell by more than a fifth
  --write-baseline   write the ratios to baseline.json: all, or those of --only`;

/** What a bench was asked for. */
export interface BenchArguments {
  readonly help: boolean;
  readonly list: boolean;
  /** Where all rounds are written down; absent means nowhere. */
  readonly json: string | undefined;
  readonly compare: boolean;
  readonly writeBaseline: boolean;
  readonly rounds: number;
  /** Greatest standard error that will do, as a share of a ratio; absent where `rounds` do, whatever they say. */
  readonly error: number | undefined;
  /** How long a bare echo is measured in a turn, in milliseconds. */
  readonly echoMs: number;
  /** How long each case is done in a pass before it is measured, in milliseconds. */
  readonly rehearsalMs: number;
  readonly suites: SuiteOptions;
  /** Whether all cases are wanted. */
  readonly all: boolean;
  /** Whether a case is wanted. */
  readonly wants: (name: string) => boolean;
}

/**
 * Reads the arguments of the program.
 * @throws Error when they make no sense.
 */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      error: { type: "string" },
      json: { type: "string" },
      profile: { type: "string" },
      compare: { type: "boolean", default: false },
      "write-baseline": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { only, quick, "write-baseline": writeBaseline } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError(`--rounds must be a whole number from 1: ${values.rounds}`);
  const error = values.error === undefined ? undefined : Number(values.error) / 100;
  if (error !== undefined && !(error > 0)) throw new RangeError(`--error must be percents, more than 0: ${values.error}`);
  if (writeBaseline && (quick || rounds < BASELINE_ROUNDS)) {
    throw new RangeError(`a baseline needs at least ${BASELINE_ROUNDS} rounds, and not --quick`);
  }
  return {
    help: values.help,
    list: values.list,
    json: values.json,
    compare: values.compare,
    writeBaseline,
    rounds,
    error,
    echoMs: quick ? 30 : 60,
    rehearsalMs: quick ? 250 : 1_500,
    suites: { durationMs: quick ? 30 : 60, quick, profileFolder: values.profile },
    all: only.length === 0,
    wants: (name) => only.length === 0 || only.some((text) => name.includes(text)),
  };
}
