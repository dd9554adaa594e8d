import type { StandingResult } from "../measure/standing-rounds.ts";
import { middleOf, type Summary } from "../measure/summary.ts";
import { STANDING_FIGURES } from "./standing-table.ts";
import { significant } from "./table.ts";
import { isLeast, type TargetResult } from "./targets.ts";

type Value<T> = (row: T) => number | undefined;

const LOAD_FIGURES: readonly (readonly [title: string, value: Value<Summary>])[] = [
  ["a second", ({ rate }) => rate?.median],
  ["p50, ms", ({ p50Ms }) => p50Ms?.median],
  ["rate / floor's", ({ rateRatio }) => rateRatio?.median],
  ["p50 / floor's", ({ p50Ratio }) => p50Ratio?.median],
  ["us caller", ({ callerCpuUs }) => callerCpuUs?.median],
  ["us server", ({ serverCpuUs }) => serverCpuUs?.median],
  ["us host", ({ hostCpuUs }) => hostCpuUs?.median],
];

/** What runs say of cases, as a table of Markdown: a row for each case of the first run, and in each cell the figures of all runs. */
export function loadTable(runs: readonly (readonly Summary[])[]): string[] {
  const rows = rowsOf(runs, ({ name }) => name);
  const cells = rows.map((row) => [row[0].name, row[0].floor, ...LOAD_FIGURES.map(([, value]) => cell(row, value))]);
  return markdownTable(["case", "floor", ...LOAD_FIGURES.map(([title]) => title)], cells);
}

/** The same of what was held. */
export function heldTable(runs: readonly (readonly StandingResult[])[]): string[] {
  const rows = rowsOf(runs, ({ name }) => name);
  const cells = rows.map((row) => [
    row[0].name,
    ...STANDING_FIGURES.map(({ value }) => cell(row, ({ rounds }) => middleOf(rounds.flatMap((round) => value(round) ?? []))?.median)),
  ]);
  return markdownTable(["case", ...STANDING_FIGURES.map(({ title }) => title)], cells);
}

/** The same of targets, and in how many runs each was met. */
export function metTable(runs: readonly (readonly TargetResult[])[]): string[] {
  const rows = rowsOf(runs, ({ name, figure }) => `${name} ${figure}`);
  const cells = rows.map((row) => {
    const [target] = row;
    const met = row.filter((each) => each.met).length;
    const verdict = met === row.length ? "met" : met === 0 ? "missed" : `met in ${met} of ${row.length}`;
    return [
      target.name,
      target.figure,
      `${isLeast(target) ? "≥" : "≤"} ${significant(target.bound)}`,
      cell(row, ({ now }) => now.median),
      verdict,
    ];
  });
  return markdownTable(["case", "figure", "is to be", "was", ""], cells);
}

/** What the runs say of each thing that all of them have, in the order of the first. */
function rowsOf<T>(runs: readonly (readonly T[])[], keyOf: (one: T) => string): (readonly [T, ...T[]])[] {
  const [first = [], ...others] = runs;
  return first.flatMap((one) => {
    const same = others.flatMap((run) => run.find((other) => keyOf(other) === keyOf(one)) ?? []);
    return same.length < others.length ? [] : [[one, ...same] as const];
  });
}

function cell<T>(row: readonly T[], value: Value<T>): string {
  const values = row.flatMap((each) => value(each) ?? []);
  return values.length < row.length ? "" : values.map(significant).join(", ");
}

function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/**
 * Puts a table in place of the first one under a heading of the second level.
 * @throws Error when the heading is not there, or has no table.
 */
export function withTable(markdown: string, heading: string, table: readonly string[]): string {
  const lines = markdown.split("\n");
  const under = lines.indexOf(`## ${heading}`);
  const begin = lines.findIndex((line, index) => index > under && line.startsWith("|"));
  if (under < 0 || begin < 0) throw new Error(`there is no table under "${heading}"`);
  const end = lines.findIndex((line, index) => index > begin && !line.startsWith("|"));
  return lines.toSpliced(begin, (end < 0 ? lines.length : end) - begin, ...table).join("\n");
}
