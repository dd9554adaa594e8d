import { type Column, table } from "../../../src/cli/table.ts";
import type { Change } from "./compare.ts";
import { ratio, spread } from "./table.ts";

const right = (title: string, text: (change: Change) => string): Column<Change> => ({ title, text, align: "right" });

const COLUMNS: readonly Column<Change>[] = [
  { title: "case", text: ({ name }) => name },
  { title: "", text: ({ ratio }) => ratio },
  right("baseline", ({ before }) => ratio(before)),
  { title: "", text: ({ before }) => spread(before) },
  right("now", ({ now }) => ratio(now)),
  { title: "", text: ({ now }) => spread(now) },
  right("throughput", ({ change }) => (change === undefined ? "-" : `${change < 0 ? "" : "+"}${Math.round(change * 100)} %`)),
  { title: "", text: (change) => remark(change) },
];

/** Lays changes out as lines. */
export function changeTable(changes: readonly Change[]): string[] {
  return table(COLUMNS, changes, { colors: false, width: undefined });
}

function remark({ fell, before, now }: Change): string {
  if (before === undefined) return "not in the baseline";
  if (now === undefined) return "not measured";
  return fell ? "slower" : "";
}
