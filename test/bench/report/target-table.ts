import { type Column, table } from "../../../src/cli/table.ts";
import { amount, significant, spread } from "./table.ts";
import { isLeast, type TargetResult } from "./targets.ts";

const right = (title: string, text: (result: TargetResult) => string): Column<TargetResult> => ({ title, text, align: "right" });

const COLUMNS: readonly Column<TargetResult>[] = [
  { title: "target", text: ({ name }) => name },
  { title: "", text: ({ figure }) => figure },
  right("bound", (target) => `${isLeast(target) ? ">=" : "<="} ${significant(target.bound)}`),
  right("now", ({ now }) => amount(now)),
  { title: "", text: ({ now }) => spread(now) },
  { title: "", text: ({ met }) => (met ? "met" : "missed") },
];

/** Lays results out as lines, and counts them. */
export function targetTable(results: readonly TargetResult[]): string[] {
  const met = results.filter((result) => result.met).length;
  return [...table(COLUMNS, results, { colors: false, width: undefined }), `${met} of ${results.length} met`];
}
