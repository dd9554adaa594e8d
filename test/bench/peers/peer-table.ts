import { type Column, table } from "../../../src/cli/table.ts";
import { type Middle, middleOf } from "../measure/summary.ts";
import { amount, milliseconds, ratio, spread } from "../report/table.ts";
import type { PeerResult, PeerRound } from "./peer-rounds.ts";

/** How to read the table. */
export const PEER_LEGEND =
  "Medians over the rounds, in brackets the least and the greatest. P50 is the median latency of one call at a time, RATE the calls a second with many " +
  "under way (64), or the agents that are ready a second (64 at once, or as many as there are processes); with an x they are over those of the floor that is named beside, round by round. us is CPU time for a call, of all processes together.";

interface Row extends PeerResult {
  readonly floorRounds: readonly PeerRound[];
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "peer", text: ({ name }) => name },
  { title: "floor", text: ({ floor }) => floor },
  ...column("p50 ms", milliseconds, ({ one }) => one.p50Ms),
  ...ratioColumn("P50", ({ one }) => one.p50Ms),
  ...column("rate/s", amount, ({ many }) => many.rate),
  ...ratioColumn("RATE", ({ many }) => many.rate),
  ...column("us of 1", amount, ({ one }) => one.cpuUs),
  ...column("of many", amount, ({ many }) => many.cpuUs),
  { title: "", text: ({ note, absent }) => (absent === undefined ? note : `ABSENT: ${absent}`) },
];

/** Lays peers out as lines, with their versions below. */
export function peerTable(results: readonly PeerResult[]): string[] {
  const roundsOf = new Map(results.map(({ name, rounds }) => [name, rounds]));
  const rows = results.map((result) => ({ ...result, floorRounds: roundsOf.get(result.floor) ?? [] }));
  const versions = results.flatMap((result) => (result.rounds.length > 0 ? [versionsOf(result)] : []));
  return [...table(COLUMNS, rows, { colors: false, width: undefined }), "", ...versions];
}

function column(
  title: string,
  text: (middle: Middle | undefined) => string,
  value: (round: PeerRound) => number | undefined,
): Column<Row>[] {
  return pair(title, text, ({ rounds }) => middleOf(rounds.flatMap((round) => value(round) ?? [])));
}

function ratioColumn(title: string, value: (round: PeerRound) => number): Column<Row>[] {
  const middle = ({ rounds, floorRounds }: Row): Middle | undefined =>
    middleOf(rounds.flatMap((round, index) => (floorRounds[index] === undefined ? [] : value(round) / value(floorRounds[index]))));
  return pair(title, ratio, middle);
}

function pair(title: string, text: (middle: Middle | undefined) => string, middle: (row: Row) => Middle | undefined): Column<Row>[] {
  return [
    { title, text: (row) => text(middle(row)), align: "right" },
    { title: "", text: (row) => spread(middle(row)) },
  ];
}

function versionsOf({ name, versions }: PeerResult): string {
  return `${name}: ${Object.entries(versions)
    .map((each) => each.join(" "))
    .join(", ")}`;
}
