import { type Column, table } from "../../../src/cli/table.ts";
import type { StandingResult, StandingRound } from "../measure/standing-rounds.ts";
import { type Middle, middleOf } from "../measure/summary.ts";
import { amount, spread } from "./table.ts";

type Value = (round: StandingRound) => number | undefined;

const KIB = 1_024;

/** What is told of each case. */
export const STANDING_FIGURES: readonly { readonly title: string; readonly value: Value }[] = [
  { title: "ready, s", value: ({ fillMs }) => fillMs / 1_000 },
  { title: "server, KiB each", value: ({ server }) => server.perThing.resident / KIB },
  { title: "live", value: ({ server }) => server.perThing.live / KIB },
  { title: "CPU ms/s", value: ({ server }) => server.cpuMsPerSecond },
  { title: "clients, KiB each", value: ({ clients }) => clients && clients.perThing.resident / KIB },
  { title: "live", value: ({ clients }) => clients && clients.perThing.live / KIB },
  { title: "CPU ms/s", value: ({ clients }) => clients?.cpuMsPerSecond },
];

const COLUMNS: readonly Column<StandingResult>[] = [{ title: "case", text: ({ name }) => name }, ...STANDING_FIGURES.flatMap(columns)];

/** How to read the tables. */
export const STANDING_LEGEND =
  "What is held while nothing happens. KiB each is what a process's memory grew by for each thing, live the part of it that objects and buffers need; " +
  "CPU ms/s is CPU time for each second in which nothing is asked, for all of them. In brackets the least and greatest round.";

/** Lays results out as lines. */
export function standingTable(results: readonly StandingResult[]): string[] {
  return table(COLUMNS, results, { colors: false, width: undefined });
}

function columns({ title, value }: (typeof STANDING_FIGURES)[number]): Column<StandingResult>[] {
  const middle = ({ rounds }: StandingResult): Middle | undefined => middleOf(rounds.flatMap((round) => value(round) ?? []));
  return [
    { title, text: (result) => amount(middle(result)), align: "right" },
    { title: "", text: (result) => spread(middle(result)) },
  ];
}
