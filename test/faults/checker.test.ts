import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "./checker.ts";
import { History, type HistoryEvent } from "./history.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-checker-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes histories, each beginning with who it is of, and tells the rules that they break. */
async function broken(histories: Readonly<Record<string, readonly HistoryEvent[]>>): Promise<string[]> {
  for (const [name, events] of Object.entries(histories)) {
    using history = new History(folder, name);
    for (const event of events) history.add(...event);
  }
  const { violations } = await check(folder);
  for (const { events } of violations) expect(events.length).toBeGreaterThan(0);
  return violations.map(({ rule }) => rule);
}

const caller: HistoryEvent = ["caller", "c", 1, 100];
const host: HistoryEvent = ["host", "m", 1, 200];
const ran: HistoryEvent = ["ran", "c.1.0", 1, "once"];
const sent: HistoryEvent = ["sent", "c.1.0", "once", "m", 1_000];
const taken: HistoryEvent = ["taken", "c.1.0"];
const answer: HistoryEvent = ["answer", "c.1.0", "OK", 7, 1, "c.1.0", 1_010];

describe("the checker", () => {
  it("finds nothing in what is right, a delivery that came again included", async () => {
    expect(await broken({ "c.1": [caller, sent, taken, answer, answer], "m.1": [host, ran] })).toEqual([]);
  });

  it.each([
    ["nothing in an answer that a later server gave anew", [1_000_003, 1_000_003], []],
    ["a third answer, of that server", [1_000_003, 1_000_004], ["exactly one answer"]],
  ])("finds %s", async (_, numbers, rules) => {
    const anew = numbers.map((number): HistoryEvent => ["answer", "c.1.0", "HOST_LOST", number, 0, "c.1.0", 1_020]);
    expect(await broken({ "c.1": [caller, sent, taken, answer, ...anew], "m.1": [host, ran] })).toEqual(rules);
  });

  it.each<[string, HistoryEvent[], HistoryEvent[]]>([
    ["a request that was taken and never answered", [sent, taken], []],
    ["two answers", [sent, taken, answer, ["answer", "c.1.0", "HOST_LOST", 9, 0, "c.1.0", 1_020]], [ran]],
    ["an answer to what was never sent", [["answer", "c.1.9", "HOST_LOST", 9, 0, "c.1.9", 1_020]], []],
    ["the answer of another request", [sent, taken, ["answer", "c.1.0", "OK", 7, 1, "c.1.1", 1_010]], [ran]],
    [
      "an answer to what was refused",
      [sent, ["refused", "c.1.0", "MAILBOX_FULL"], ["answer", "c.1.0", "EXPIRED", 7, 0, "c.1.0", 1_010]],
      [],
    ],
    ["an expiry before its time", [sent, taken, ["answer", "c.1.0", "EXPIRED", 7, 0, "c.1.0", 1_010]], []],
  ])("finds %s", async (_, ofCaller, ofHost) => {
    const rules = await broken({ "c.1": [caller, ...ofCaller], "m.1": [host, ...ofHost] });
    expect(new Set(rules)).toEqual(new Set(["exactly one answer"]));
  });

  it("finds an action that ran twice, in two hosts", async () => {
    const rules = await broken({ "c.1": [caller, sent, taken, answer], "m.1": [host, ran], "m.2": [["host", "m", 2, 201], ran] });
    expect(rules).toEqual(["runs at most once"]);
  });

  it("finds a success that nobody worked for", async () => {
    expect(await broken({ "c.1": [caller, sent, taken, answer], "m.1": [host] })).toEqual(["runs at most once"]);
  });

  it("finds an answer of a superseded host, accepted after one of the host that took over", async () => {
    const again = (id: string, number: number, fence: number): HistoryEvent[] => [
      ["sent", id, "again", "m", 1_000],
      ["taken", id],
      ["answer", id, "OK", number, fence, id, 1_010],
    ];
    const ofCaller = [caller, ...again("c.1.0", 7, 2), ...again("c.1.1", 8, 1)];
    const ofHosts = {
      "m.1": [host, ["ran", "c.1.1", 1, "again"]],
      "m.2": [
        ["host", "m", 2, 201],
        ["ran", "c.1.0", 1, "again"],
      ],
    } as const;
    expect(await broken({ "c.1": ofCaller, ...ofHosts })).toEqual(["nothing of a superseded host"]);
  });

  it("finds a first delivery out of order, and lets what comes again be", async () => {
    const got = (number: number, attempt = 1): HistoryEvent => ["got", number, attempt, `c.1.${number}`];
    expect(await broken({ "m.1": [host, got(1), got(2), got(1), got(3)], "m.2": [["host", "m", 2, 201], got(2, 2), got(4)] })).toEqual([]);
    rmSync(join(folder, "m.2.jsonl"));
    expect(await broken({ "m.2": [["host", "m", 2, 201], got(5), got(4)] })).toEqual(["first deliveries in order"]);
  });

  it("finds an event that reached nobody, unless its mailbox was ended", async () => {
    const note: HistoryEvent[] = [caller, ["sent", "c.1.0", "note", "m", 1_000], taken];
    expect(await broken({ "c.1": note })).toEqual(["every event arrives"]);
    expect(
      await broken({
        "harness.1": [
          ["harness", 1],
          ["terminated", "m"],
        ],
      }),
    ).toEqual([]);
  });

  const steward: HistoryEvent = ["steward", "s", 1, 300];
  const changed = (revision: number, state: string, outcome = ""): HistoryEvent => ["changed", revision, "r", "a", state, outcome];
  const whole = [
    steward,
    ["launched", "a", "inline"],
    changed(4, "running"),
    changed(5, "ended", "succeeded"),
    ["waited", "r", "a", "succeeded"],
  ] as const;

  it.each<[string, readonly HistoryEvent[], string, string]>([
    ["nothing in a run that ended once", whole, "succeeded", ""],
    ["a run that did not end", whole.slice(0, 3), "", "every run ends once"],
    ["an outcome that nobody was told", whole.slice(0, 4), "succeeded", "every run ends once"],
    ["two outcomes of a run", whole, "failed", "every run ends once"],
    ["a change after the end", [...whole, changed(6, "running")], "succeeded", "every run ends once"],
    ["a wait that failed", [...whole, ["wait-failed", "a", "Error"]], "succeeded", "every run ends once"],
    ["a revision that was skipped", [...whole, ["manager", 7]], "succeeded", "no change skipped or repeated"],
    ["a revision that was repeated", [...whole, ["manager", 5]], "succeeded", "no change skipped or repeated"],
  ])("finds %s", async (_, ofSteward, final, rule) => {
    const rules = await broken({
      "s.1": ofSteward,
      "harness.1": [
        ["harness", 1],
        ["final", "r", "a", 6, final],
      ],
    });
    expect([...new Set(rules)]).toEqual(rule === "" ? [] : [rule]);
  });

  it("finds a call that returned late, by a bug, or never, and a caller whose session ended", async () => {
    const guest: HistoryEvent[] = [
      ["guest", "g", 1, 400],
      ["called", "g.1.0", "once", "m"],
    ];
    expect(await broken({ "g.1": [...guest, ["returned", "g.1.0", "HostLostError", 10, ""]] })).toEqual([]);
    for (const late of [
      ["returned", "g.1.0", "", 60_000, ""],
      ["returned", "g.1.0", "bug: TypeError", 10, ""],
    ] as const) {
      rmSync(join(folder, "g.1.jsonl"));
      expect(await broken({ "g.1": [...guest, late] })).toEqual(["calls return in time"]);
    }
    rmSync(join(folder, "g.1.jsonl"));
    expect(await broken({ "g.1": guest })).toEqual(["calls return in time"]);
    rmSync(join(folder, "g.1.jsonl"));
    expect(await broken({ "c.1": [caller, ["ended", "SUPERSEDED", "c"]] })).toEqual(["calls return in time"]);
  });
});
