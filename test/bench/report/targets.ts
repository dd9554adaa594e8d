import type { StandingResult } from "../measure/standing-rounds.ts";
import { type Middle, middleOf, type Summary } from "../measure/summary.ts";

/** What is held against a bound; each in the unit that the tables have. */
export type Figure = "RATE" | "P50" | "p50 ms" | "us server" | "server, KiB each";

/** What a case is to reach: at least the bound where it is a rate, at most the bound of all else. */
export interface Target {
  readonly name: string;
  readonly figure: Figure;
  readonly bound: number;
}

/** A target beside what was measured. */
export interface TargetResult extends Target {
  readonly now: Middle;
  readonly met: boolean;
}

const KIB = 1_024;

/** All of them, by the names of their cases. */
export const TARGETS: readonly Target[] = [
  ...actions("memory processes", { p50: 1, rate64: 12, rate256: 20, serverUs: 7 }),
  ...actions("sqlite processes", { p50: 3, rate64: 6, rate256: 10, serverUs: 18 }),
  ...actions("sqlite processes redeliverable", { p50: 1.5, rate64: 9, rate256: 16, serverUs: 11 }),
  { name: "action memory inline 100 B x1", figure: "P50", bound: 0.6 },
  { name: "action memory inline 100 B x64", figure: "RATE", bound: 18 },
  { name: "action memory processes 10 KB x64", figure: "RATE", bound: 1 },
  { name: "action sqlite processes 10 KB x64", figure: "RATE", bound: 0.65 },
  ...fleet("streams of their own", { rate: 6, serverUs: 18 }),
  ...fleet("one stream", { rate: 11, serverUs: 8 }),
  ...["inline", "threads", "processes"].map((executor) => ({ name: `exit ${executor}`, figure: "p50 ms" as const, bound: 5 })),
  ...["inline", "external"].map((executor) => ({ name: `close ${executor} 1,000`, figure: "p50 ms" as const, bound: 2_000 })),
  { name: "listeners 10,000 on 100 connections", figure: "server, KiB each", bound: 10 },
  { name: "listeners 1,000 on connections of their own", figure: "server, KiB each", bound: 100 },
];

interface ActionBounds {
  readonly p50: number;
  readonly rate64: number;
  readonly rate256: number;
  readonly serverUs: number;
}

function actions(where: string, { p50, rate64, rate256, serverUs }: ActionBounds): Target[] {
  const name = (outstanding: number) => `action ${where} 100 B x${outstanding}`;
  return [
    { name: name(1), figure: "P50", bound: p50 },
    { name: name(64), figure: "RATE", bound: rate64 },
    { name: name(256), figure: "RATE", bound: rate256 },
    { name: name(64), figure: "us server", bound: serverUs },
  ];
}

function fleet(streams: string, { rate, serverUs }: { readonly rate: number; readonly serverUs: number }): Target[] {
  const name = `fleet memory 64 agents on ${streams} 100 B x64`;
  return [
    { name, figure: "RATE", bound: rate },
    { name, figure: "us server", bound: serverUs },
  ];
}

/** Holds what was measured against the targets; those of other cases are left out. */
export function held(targets: readonly Target[], summaries: readonly Summary[], standings: readonly StandingResult[]): TargetResult[] {
  return targets.flatMap((target) => {
    const now = measured(target, summaries, standings);
    return now === undefined ? [] : [{ ...target, now, met: isLeast(target) ? now.median >= target.bound : now.median <= target.bound }];
  });
}

/** Whether a bound is the least that will do. */
export function isLeast({ figure }: Target): boolean {
  return figure === "RATE";
}

function measured({ name, figure }: Target, summaries: readonly Summary[], standings: readonly StandingResult[]): Middle | undefined {
  const summary = summaries.find((each) => each.name === name);
  switch (figure) {
    case "RATE":
      return summary?.rateRatio;
    case "P50":
      return summary?.p50Ratio;
    case "p50 ms":
      return summary?.p50Ms;
    case "us server":
      return summary?.serverCpuUs;
    default: {
      const rounds = standings.find((each) => each.name === name)?.rounds ?? [];
      return middleOf(rounds.map(({ server }) => server.perThing.resident / KIB));
    }
  }
}
