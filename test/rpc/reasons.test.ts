import { readFileSync } from "node:fs";
import { Code } from "@connectrpc/connect";
import { ReasonSchema } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { describe, expect, it } from "vitest";
import { LyceumError, reasons } from "../../src/core/errors.ts";
import { codes, detailsOf, encodeStatus, itemError, messageOf, reasonName, reasonNumber, retryDelayOf } from "../../src/rpc/errors.ts";
import { documentedReasons } from "../support/documented-reasons.ts";

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** Rows of the table in proto/README.md. */
const table = read("proto/README.md")
  .split("\n")
  .map((line) => /^\| `([A-Z_]+)` \| `([A-Z_]+)` \| (.+) \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, reason, status, when, retry]) => ({ reason, status, when, retry }));

function statusName(code: Code): string {
  if (code === Code.Canceled) return "CANCELLED";
  return Code[code].replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
}

describe("the list of reasons", () => {
  const names = reasons.map(reasonName);

  it("is the same in the rules, in reason.proto and in proto/README.md", () => {
    expect(ReasonSchema.values.slice(1).map(({ name }) => name.replace("REASON_", ""))).toEqual(names);
    expect(table.map(({ reason }) => reason).sort()).toEqual([...names].sort());
    expect(Object.keys(codes).sort()).toEqual([...reasons].sort());
  });

  it("has one status a reason, the one that the documentation says", () => {
    for (const kind of reasons) {
      expect([kind, table.find(({ reason }) => reason === reasonName(kind))?.status]).toEqual([kind, statusName(codes[kind])]);
      expect(ReasonSchema.values.find(({ number }) => number === reasonNumber(kind))?.name).toBe(`REASON_${reasonName(kind)}`);
    }
  });

  it("gives RetryInfo to the reasons that the documentation lets retry after a delay, and to no other", () => {
    const delayed = reasons.filter((kind) => retryDelayOf(new LyceumError(kind, "")) !== undefined).map(reasonName);
    expect(delayed.sort()).toEqual(
      table
        .filter(({ retry }) => retry?.startsWith("after the delay"))
        .map(({ reason }) => reason)
        .sort(),
    );
  });

  it("is what the comments of the services speak of, each reason under its own status", () => {
    const listed = documentedReasons().filter(({ place }) => place === "status");
    expect(listed.length).toBeGreaterThan(300);
    for (const { rpc, reason, status } of listed) {
      expect([rpc, reason, status]).toEqual([rpc, reason, table.find((row) => row.reason === reason)?.status]);
    }
  });
});

describe("details", () => {
  it("name the field at fault and carry the facts", () => {
    const error = new LyceumError("message_too_large", "too large", { facts: { field: "body", size: "2", limit: "1" } });
    expect(detailsOf(error).map(({ desc }) => desc.name)).toEqual(["ErrorInfo", "BadRequest"]);
    expect(detailsOf(error)[0]?.value).toMatchObject({ reason: "MESSAGE_TOO_LARGE", metadata: { field: "body", size: "2", limit: "1" } });
  });

  it("are short, whatever was sent, since clients bound the trailers that carry them", () => {
    const sent = "\u00e4".repeat(70_000);
    for (const kind of ["invalid_field", "mailbox_full"] as const) {
      const error = new LyceumError(kind, `${sent} is wrong`, { facts: { field: sent, uid: sent } });
      const { length } = Buffer.from(encodeStatus(error)).toString("base64");
      expect(length + encodeURI(messageOf(error)).length).toBeLessThan(8_000);
    }
    expect(messageOf(new Error(sent))).toBe(`${sent.slice(0, 500)}…`);
    expect(messageOf(new Error("\u00e4".repeat(500)))).toBe("\u00e4".repeat(500));
    expect(messageOf(new Error("a lone \ud800,\n a line"))).toBe("a lone \ufffd,  a line");
  });

  it("are the same in an item's error", () => {
    const error = new LyceumError("mailbox_full", "full", { facts: { uid: "a" }, retryDelayMs: 1_250 });
    expect(itemError(error)).toEqual({
      reason: reasonNumber("mailbox_full"),
      message: "full",
      facts: { uid: "a" },
      retryDelay: expect.objectContaining({ seconds: 1n, nanos: 250_000_000 }),
    });
    expect(itemError(new LyceumError("uid_taken", "taken"))).not.toHaveProperty("retryDelay");
  });
});
