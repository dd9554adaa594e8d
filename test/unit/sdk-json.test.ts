import { create } from "@bufbuild/protobuf";
import { InvalidArgumentsError, Payload, SerializationError } from "@lyceum/client";
import { EntityIdSchema, RegistrationSchema } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson } from "../../clients/typescript/src/json.ts";
import { decodeArguments, decodeValue, encodeArguments, encodeValue } from "../../clients/typescript/src/payload.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (json: string): Uint8Array => new TextEncoder().encode(json);
const again = (value: unknown): unknown => decodeJson(encodeJson(value));

describe("JSON", () => {
  it.each([
    ["nothing", null],
    ["a string of any plane", "häß😀\u0000"],
    ["a number", 1.5e-7],
    ["the largest safe integer", Number.MAX_SAFE_INTEGER],
    ["a list in a list", [[], [1, ["x"]]]],
    ["an object", { a: { b: [true, false, null] } }],
    ["a property called __proto__", JSON.parse('{"__proto__": 1}')],
    ["what looks like a sentinel [J39]", { __exception__: true, list: ["__serialized__", "x"] }],
  ])("carries %s", (_, value) => {
    expect(again(value)).toEqual(value);
  });

  it.each([2n ** 53n, 2n ** 64n - 1n, -(2n ** 70n), BigInt(Number.MAX_SAFE_INTEGER) + 2n])(
    "carries the integer %s exactly, both ways",
    (value) => {
      expect(text(encodeJson({ deep: [value] }))).toBe(`{"deep":[${value}]}`);
      expect(again({ deep: [value] })).toEqual({ deep: [value] });
    },
  );

  it("reads small integers as numbers, also those that were written from a bigint", () => {
    expect(again(5n)).toBe(5);
    expect(decodeJson(bytes("[1e20, 12345678901234567890, 0.1234567890123456789]"))).toEqual([
      1e20,
      12345678901234567890n,
      0.12345678901234568,
    ]);
  });

  it("leaves out properties that are undefined, makes items null, and takes undefined alone for no value", () => {
    expect(text(encodeJson({ a: undefined, b: [undefined] }))).toBe('{"b":[null]}');
    expect(encodeJson(undefined)).toHaveLength(0);
    expect(decodeJson(new Uint8Array(0))).toBeUndefined();
  });

  it("writes objects by their own form", () => {
    const date = new Date(0);
    expect(again({ date, id: { toJSON: () => ({ big: 2n ** 60n }) } })).toEqual({ date: date.toJSON(), id: { big: 2n ** 60n } });
  });

  it.each([
    ["NaN", Number.NaN],
    ["an infinity", [Number.NEGATIVE_INFINITY]],
    ["a lone surrogate", { a: "\ud800" }],
    ["a lone surrogate in a name", { "\udfff": 1 }],
    ["a function", { a: () => 1 }],
    ["a symbol", Symbol("x")],
    ["a map", new Map([[1, 2]])],
    ["a set", [new Set([1])]],
    ["a promise", Promise.resolve(1)],
    // biome-ignore lint/suspicious/noThenProperty: what is refused.
    ["a call that is not awaited", { call: { then: () => undefined } }],
    ["bytes in a value", { data: new Uint8Array(3) }],
    ["NaN beside a bigint", [1n, Number.NaN]],
    ["NaN in an object's own form", { toJSON: () => Number.NaN }],
  ])("refuses %s", (_, value) => {
    const refused = (): unknown => encodeJson(value);
    expect(refused).toThrow(SerializationError);
    expect(refused).toThrow(expect.objectContaining({ reason: "INVALID_ARGUMENTS", code: "INVALID_ARGUMENT" }));
  });

  it("refuses what is in itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => encodeJson(loop)).toThrow(/in itself/);
  });

  it.each(["{", "nul", "[1,]", '"\u0001"'])("refuses to read %s", (json) => {
    expect(() => decodeJson(bytes(json))).toThrow(SerializationError);
  });

  it("refuses to read what is not UTF-8", () => {
    expect(() => decodeJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(SerializationError);
  });
});

describe("payloads", () => {
  it("carries bytes as they are", () => {
    const encoded = encodeValue(Uint8Array.of(0, 255));
    expect(encoded.mediaType).toBe("application/octet-stream");
    expect(decodeValue(encoded)).toEqual(Uint8Array.of(0, 255));
  });

  it("carries protobuf messages by their type", () => {
    const payload = Payload.message(EntityIdSchema, create(EntityIdSchema, { uid: "a" }));
    const decoded = decodeValue(encodeValue(payload)) as Payload;
    expect(decoded.mediaType).toBe("application/protobuf; type=lyceum.v1.EntityId");
    expect(decoded.read(EntityIdSchema).uid).toBe("a");
    expect(() => decoded.read(RegistrationSchema)).toThrow(InvalidArgumentsError);
  });

  it("reads JSON by any of its names", () => {
    expect(decodeValue({ mediaType: "application/json; charset=utf-8", data: bytes("1") })).toBe(1);
    expect(decodeValue({ mediaType: "application/geo+json", data: bytes("[2]") })).toEqual([2]);
  });

  it("writes arguments as a list, with names when there are such", () => {
    expect(text(encodeArguments({ args: [1, undefined, "x", undefined] }).data)).toBe('[1,null,"x"]');
    expect(text(encodeArguments({ args: [1], kwargs: { by: 2 } }).data)).toBe('{"args":[1],"kwargs":{"by":2}}');
    expect(encodeArguments({ args: [] }).data).toHaveLength(0);
    expect(encodeArguments({ args: [Uint8Array.of(1)] }).mediaType).toBe("application/octet-stream");
  });

  it("reads arguments in each of their forms", () => {
    const read = (json: string): unknown => decodeArguments({ mediaType: "", data: bytes(json) });
    expect(read("[1,2]")).toEqual({ args: [1, 2] });
    expect(read('{"args":[1]}')).toEqual({ args: [1], kwargs: {} });
    expect(read('{"kwargs":{"by":2}}')).toEqual({ args: [], kwargs: { by: 2 } });
    expect(read("")).toEqual({ args: [] });
  });

  it.each(["1", '{"arg":[1]}', '{"args":1}', '{"args":[],"kwargs":[]}', '"x"'])("refuses %s as arguments", (json) => {
    expect(() => decodeArguments({ mediaType: "", data: bytes(json) })).toThrow(InvalidArgumentsError);
  });
});
