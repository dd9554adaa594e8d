import { describe, expect, it } from "vitest";
import { block, cut, line, width } from "../../src/cli/plain-text.ts";
import { table } from "../../src/cli/table.ts";
import { age, durationMs, durationOf, span } from "../../src/cli/time-view.ts";

const plain = { colors: false, width: undefined };

describe("text of agents", () => {
  it("loses what could move a cursor, ring a bell, forge a line or turn its direction", () => {
    expect(line("a\u001b[2Jb\u0007c\nd\u009be\u202ef\u2066g")).toBe("a [2Jb c d e f g");
    expect(block("a\r\nb\tc\rd\u001b[31m")).toBe("a\nb\tc d [31m");
  });

  it("is measured in columns, and cut by them", () => {
    expect([width("abc"), width("日本"), width("é"), width("e\u0301"), width("👩‍🔬")]).toEqual([3, 4, 1, 1, 2]);
    expect(cut("abcdef", 6)).toBe("abcdef");
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("日本語", 4)).toBe("日…");
  });
});

describe("tables", () => {
  const columns = [
    { title: "NAME", text: ({ name }: { name: string; count: number }) => name, paint: (text: string) => `<${text}>` },
    { title: "COUNT", text: ({ count }: { name: string; count: number }) => String(count), align: "right" as const },
    { title: "", text: ({ name }: { name: string; count: number }) => `about ${name}` },
  ];

  it("align their columns, numbers to the right", () => {
    expect(
      table(
        columns,
        [
          { name: "a", count: 1 },
          { name: "longer", count: 100 },
        ],
        plain,
      ),
    ).toEqual(["NAME    COUNT", "a           1  about a", "longer    100  about longer"]);
  });

  it("align wide characters too", () => {
    const lines = table(
      columns,
      [
        { name: "日本", count: 1 },
        { name: "abcd", count: 2 },
      ],
      plain,
    );
    expect(lines.slice(1)).toEqual(["日本      1  about 日本", "abcd      2  about abcd"]);
  });

  it("clean their cells", () => {
    expect(table(columns, [{ name: "x\n\u001b[31my", count: 1 }], plain)[1]).toBe("x  [31my      1  about x  [31my");
  });

  it("cut the last column to the terminal, and no other", () => {
    const lines = table(columns, [{ name: "a-long-name", count: 1 }], { colors: false, width: 30 });
    expect(lines[1]).toBe("a-long-name      1  about a-l…");
    expect(width(lines[1] ?? "")).toBe(30);
  });

  it("paint cells without losing the alignment", () => {
    expect(
      table(
        columns,
        [
          { name: "a", count: 1 },
          { name: "bcde", count: 2 },
        ],
        { ...plain, colors: true },
      )[1],
    ).toBe("<a>         1  about a");
  });

  it("show a heading alone when there is nothing", () => {
    expect(table(columns, [], plain)).toEqual(["NAME  COUNT"]);
  });
});

describe("times", () => {
  it("read in their largest whole unit", () => {
    expect([0, 5, 999, 1_000, 119_999, 3_600_000, 86_400_000 * 3].map(span)).toEqual(["0s", "5ms", "999ms", "1s", "1m", "1h", "3d"]);
  });

  it("are ages of moments", () => {
    const at = { $typeName: "google.protobuf.Timestamp" as const, seconds: 10n, nanos: 0 };
    expect([age(at, 15_000), age(at, 5_000), age(undefined, 0)]).toEqual(["5s", "0s", ""]);
  });

  it("cross the wire exactly", () => {
    expect(durationOf(1_500)).toEqual({ seconds: 1n, nanos: 500_000_000 });
    expect(durationMs({ $typeName: "google.protobuf.Duration", seconds: 1n, nanos: 500_000_000 })).toBe(1_500);
  });
});
