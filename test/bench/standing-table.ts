import { type Column, table } from "../../src/cli/table.ts";
import type { StandingResult, StandingRound } from "./standing-rounds.ts";
import { type Middle, middleOf } from "./summary.ts";
import { amount, spread } from "./table.ts";

type Value = (round: StandingRound) => number | undefined;

const KIB = 1_024;

const COLUMNS: readonly Column<StandingResult>[] = [
  { title: "case", text: ({ name }) => name },
  ...column("ready, s", ({ fillMs }) => fillMs / 1_000),
  ...column("server, KiB each", ({ server }) => server.perThing.resident / KIB),
  ...column("live", ({ server }) => server.perThing.live / KIB),
  ...column("CPU ms/s", ({ server }) => server.cpuMsPerSecond),
  ...column("clients, KiB each", ({ clients }) => clients && clients.perThing.resident / KIB),
  ...column("live", ({ clients }) => clients && clients.perThing.live / KIB),
  ...column("CPU ms/s", ({ clients }) => clients?.cpuMsPerSecond),
];

/** How to read the tables. */
export const STANDING_LEGEND =
  "What is held while nothing happens. KiB each is what a process's memory grew by for each thing, live the part of it that objects and buffers need; " +
  "CPU ms/s is CPU time for each second in which nothing is asked, for all of them. In brackets the least and greatest round.";

/** Lays results out as lines. */
export function standingTable(results: readonly StandingResult[]): string[] {
  return table(COLUMNS, results, { colors: false, width: undefined });
}

function column(title: string, value: Value): Column<StandingResult>[] {
  const middle = ({ rounds }: StandingResult): Middle | undefined => middleOf(rounds.flatMap((round) => value(round) ?? []));
  return [
    { title, text: (result) => amount(middle(result)), align: "right" },
    { title: "", text: (result) => spread(middle(result)) },
  ];
}
