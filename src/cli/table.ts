import { cut, line, width } from "./plain-text.ts";

/** A column of a table of things. */
export interface Column<T> {
  readonly title: string;
  readonly text: (thing: T) => string;
  /** Default left. */
  readonly align?: "left" | "right";
  /** Colours a cell, where colours are wanted. */
  readonly paint?: (text: string, thing: T) => string;
}

/** How a table is shown. */
export interface TableStyle {
  /** Whether cells are painted. */
  readonly colors: boolean;
  /** Columns of the terminal; the last column of the table is cut to it. Absent means no limit. */
  readonly width: number | undefined;
}

const GAP = "  ";
const LEAST_LAST = 10;

/** Lays things out as lines: a heading, then one a thing. Cells are cleaned of control characters. */
export function table<T>(columns: readonly Column<T>[], things: readonly T[], style: TableStyle): string[] {
  const cells = things.map((thing) => columns.map(({ text }) => line(text(thing))));
  const heading = columns.map(({ title }) => title);
  const widths = columns.map((_column, index) => Math.max(...[heading, ...cells].map((row) => width(row[index] ?? ""))));
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const last = style.width === undefined ? Number.POSITIVE_INFINITY : Math.max(style.width - before, LEAST_LAST);
  const lines = [lay(columns, heading, { widths, last })];
  for (const [at, thing] of things.entries()) {
    const paint = style.colors ? (index: number, text: string) => columns[index]?.paint?.(text, thing) ?? text : undefined;
    lines.push(lay(columns, cells[at] ?? [], { widths, last, paint }));
  }
  return lines;
}

interface Layout {
  readonly widths: readonly number[];
  /** Most columns of the last cell. */
  readonly last: number;
  readonly paint?: ((index: number, text: string) => string) | undefined;
}

function lay<T>(columns: readonly Column<T>[], row: readonly string[], { widths, last, paint }: Layout): string {
  const cells = row.map((cell, index) => {
    const text = index === row.length - 1 ? cut(cell, last) : cell;
    const fill = " ".repeat(Math.max(0, (widths[index] ?? 0) - width(text)));
    const painted = paint?.(index, text) ?? text;
    if (columns[index]?.align === "right") return `${fill}${painted}`;
    return index === row.length - 1 ? painted : `${painted}${fill}`;
  });
  return cells.join(GAP).trimEnd();
}
