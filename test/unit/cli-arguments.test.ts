import { describe, expect, it } from "vitest";
import { argumentsPayload, readLoosely, readStrictly } from "../../src/cli/arguments.ts";
import { schemaText } from "../../src/cli/describe.ts";
import { parseExactly } from "../../src/cli/exact-json.ts";
import { readArray, readCount, readDuration, readObject } from "../../src/cli/read-option.ts";

function textOf(args: readonly unknown[], kwargs?: Readonly<Record<string, unknown>>): string | undefined {
  const data = argumentsPayload(args, kwargs)?.data;
  return data === undefined ? undefined : new TextDecoder().decode(data);
}

describe("arguments of an action", () => {
  it("are JSON where they are JSON, and text where they are not", () => {
    const args = ["1", "-2.5", "true", "null", '"x"', '{"a":[1]}', "word", "", "NaN", "01"].map(readLoosely);
    expect(textOf(args)).toBe('[1,-2.5,true,null,"x",{"a":[1]},"word","","NaN","01"]');
  });

  it("keep every digit", () => {
    const args = ["12345678901234567890123", "1.10", "-0", "1e400", '{"n":9007199254740993}'].map(readLoosely);
    expect(textOf(args)).toBe('[12345678901234567890123,1.10,-0,1e400,{"n":9007199254740993}]');
  });

  it("travel with named ones, or not at all", () => {
    expect(textOf([1], { b: 2 })).toBe('{"args":[1],"kwargs":{"b":2}}');
    expect(textOf([], {})).toBe('{"args":[],"kwargs":{}}');
    expect(textOf([])).toBeUndefined();
  });

  it("must be JSON where that is asked", () => {
    expect(readStrictly("[1]")).toEqual([1]);
    expect(() => readStrictly("word")).toThrow(expect.objectContaining({ reason: "MALFORMED_ARGUMENT", code: 2 }));
  });
});

describe("options", () => {
  it("read durations, in seconds where no unit is said", () => {
    expect(["500ms", "10", "1.5s", "2m", "1h", "0"].map(readDuration)).toEqual([500, 10_000, 1_500, 120_000, 3_600_000, 0]);
    for (const text of ["", "x", "-1", "1d", "10 s", "1e3", "721h"]) expect(() => readDuration(text)).toThrow("write a duration");
  });

  it("read numbers of things", () => {
    expect(["0", "7"].map(readCount)).toEqual([0, 7]);
    for (const text of ["", "-1", "1.5", "x", "1000001"]) expect(() => readCount(text)).toThrow("write a whole number");
  });

  it("read arrays and objects, and nothing else", () => {
    expect(readArray('[1, "two"]')).toEqual([1, "two"]);
    expect(readObject(' {"a": 1}')).toEqual({ a: 1 });
    for (const text of ["{}", "1", "null"]) expect(() => readArray(text)).toThrow("write a JSON array");
    for (const text of ["[]", "1e400", "null", '"a"']) expect(() => readObject(text)).toThrow("write a JSON object");
    for (const text of ["", "{", "{'a': 1}"]) expect(() => readObject(text)).toThrow("it is no JSON");
  });
});

it("shows JSON digit by digit as it was", () => {
  const text = '{"a":[9007199254740993,1.0,0.1,"\\u00e9"],"b":null}';
  expect(JSON.stringify(parseExactly(text))).toBe('{"a":[9007199254740993,1.0,0.1,"é"],"b":null}');
});

it.each([
  ["", ""],
  ["no json", "no json"],
  ['{"type":"integer"}', "integer"],
  ["true", "any"],
  ['{"type":["string","null"]}', "string | null"],
  ['{"enum":["a",1]}', '"a" | 1'],
  ['{"type":"array","items":{"type":"number"}}', "number[]"],
  ['{"type":"array","prefixItems":[{"type":"integer"},{}]}', "integer, any"],
  [
    '{"properties":{"by":{"type":"integer"},"o":{"properties":{"x":{"type":"string"}}}},"required":["by"]}',
    "by: integer, o?: {x?: string}",
  ],
])("tells the schema %s as %s", (schema, text) => {
  expect(schemaText(schema)).toBe(text);
});
