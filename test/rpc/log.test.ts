import { expect, it } from "vitest";
import { makeLog } from "../../src/rpc/log.ts";

function lines(format: "json" | "text", level: "info" | "silent" = "info") {
  const written: string[] = [];
  return { written, log: makeLog({ level, format }, { write: (line: string) => void written.push(line) }) };
}

it("writes one JSON object a line for programs, with time and level in words", () => {
  const { written, log } = lines("json");
  log.info({ rpc: "ExchangeService/Send" }, "call");
  log.debug("not at this level");
  expect(written).toHaveLength(1);
  expect(JSON.parse(written[0]!)).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-.+Z$/),
    rpc: "ExchangeService/Send",
    msg: "call",
  });
});

it("writes a line for people, then the stack of an error", () => {
  const { written, log } = lines("text");
  log.error({ ms: 3, err: new Error("boom") }, "a call met a bug");
  expect(written[0]).toMatch(/^\S+Z ERROR a call met a bug ms=3\nError: boom\n {4}at /);
});

it("lets no text of a caller forge a line or move the cursor", () => {
  const { written, log } = lines("text");
  log.info({ subject: "agent/\u001b[2J\nERROR forged" }, "call\u0007");
  expect(written[0]).toMatch(/^\S+ INFO {2}call\? subject=agent\/\?\[2J\?ERROR forged\n$/);
});

it("writes nothing when it is silent", () => {
  const { written, log } = lines("json", "silent");
  log.error("nothing");
  expect(written).toEqual([]);
});
