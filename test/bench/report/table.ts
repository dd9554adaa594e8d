import { type Column, table } from "../../../src/cli/table.ts";
import type { Middle, Summary } from "../measure/summary.ts";

const right = (title: string, text: (summary: Summary) => string): Column<Summary> => ({ title, text, align: "right" });

const COLUMNS: readonly Column<Summary>[] = [
  { title: "case", text: ({ name }) => name },
  right("rate/s", ({ rate }) => amount(rate)),
  right("p50 ms", ({ p50Ms }) => milliseconds(p50Ms)),
  right("p99 ms", ({ p99Ms }) => milliseconds(p99Ms)),
  { title: "floor", text: ({ floor }) => floor },
  right("floor/s", ({ floorRate }) => amount(floorRate)),
  right("floor p50", ({ floorP50Ms }) => milliseconds(floorP50Ms)),
  right("RATE", ({ rateRatio }) => ratio(rateRatio)),
  { title: "", text: ({ rateRatio }) => spread(rateRatio) },
  right("P50", ({ p50Ratio }) => ratio(p50Ratio)),
  { title: "", text: ({ p50Ratio }) => spread(p50Ratio) },
  right("us caller", ({ callerCpuUs }) => cpu(callerCpuUs)),
  right("server", ({ serverCpuUs }) => cpu(serverCpuUs)),
  right("host", ({ hostCpuUs }) => cpu(hostCpuUs)),
  right("floor server", ({ floorServerCpuUs }) => cpu(floorServerCpuUs)),
];

/** How to read the tables. */
export const LEGEND =
  "Medians over the rounds. RATE and P50 are a case's over those of its floor, turn by turn, with the least and greatest round; us is CPU time for each " +
  "message (agent, exit), in microseconds; where there is no host it is the server, or the caller (external).";

/** Lays summaries out as lines. */
export function tableOf(summaries: readonly Summary[]): string[] {
  return table(COLUMNS, summaries, { colors: false, width: undefined });
}

/** A number, in three figures or all before the point. */
export function amount(middle: Middle | undefined): string {
  return middle === undefined ? "-" : significant(middle.median);
}

/** Milliseconds, as people read them. */
export function milliseconds(middle: Middle | undefined): string {
  return middle === undefined ? "-" : middle.median.toFixed(middle.median < 10 ? 3 : 1);
}

/** A ratio, as people read it. */
export function ratio(middle: Middle | undefined): string {
  return middle === undefined ? "-" : `${significant(middle.median)}x`;
}

/** The least and the greatest, where they differ. */
export function spread(middle: Middle | undefined): string {
  if (middle === undefined || middle.least === middle.greatest) return "";
  return `(${significant(middle.least)}-${significant(middle.greatest)})`;
}

function cpu(middle: Middle | undefined): string {
  return middle === undefined ? "-" : significant(middle.median);
}

/** Three figures, or all before the point. */
export function significant(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
