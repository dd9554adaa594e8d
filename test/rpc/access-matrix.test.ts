import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AccessRow, accessRows } from "../support/access-rows.ts";
import { type AccessWorld, type CallerName, callers, makeWorld } from "../support/access-world.ts";
import { AccountsFile } from "../support/known-accounts.ts";
import type { Untyped } from "../support/proto-client.ts";
import { rpcs } from "../support/rpcs.ts";
import { Scene } from "../support/scene.ts";
import { openStage, type ServerStage } from "../support/stage.ts";
import { hasDetails, statusDetails } from "../support/status.ts";
import { accessMatrix } from "../tables/access-matrix.ts";

let accounts: AccountsFile;
let stage: ServerStage;

beforeAll(async () => {
  accounts = await AccountsFile.write();
  stage = await openStage({ graceMs: 100, accounts: accounts.path });
});

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await accounts?.[Symbol.asyncDispose]();
});

/** What a refusal is in the table; every other end of a call means that it was let through. */
const words: Readonly<Record<string, string>> = {
  TOKEN_MISSING: "missing",
  TOKEN_INVALID: "invalid",
  TOKEN_EXPIRED: "expired",
  NOT_PERMITTED: "denied",
  MAILBOX_NOT_FOUND: "hidden",
  MANAGER_NOT_FOUND: "hidden",
  RUN_NOT_FOUND: "hidden",
  NOT_LAUNCHED_HERE: "hidden",
  UID_TAKEN: "taken",
};

function wordOf(reason: string | undefined): string {
  return words[reason ?? ""] ?? "ok";
}

interface Made {
  readonly row: AccessRow;
  readonly request: object;
  readonly world: AccessWorld;
}

async function outcome(row: AccessRow, caller: CallerName): Promise<string> {
  using scene = new Scene(stage);
  const world = await makeWorld(scene, caller);
  const request = row.request(world);
  const make = rpcs.get(row.rpc)!.methodKind === "unary" ? unaryOutcome : streamOutcome;
  return await make(scene, { row, request, world });
}

async function unaryOutcome(scene: Scene, { row: { rpc, shows }, request, world }: Made): Promise<string> {
  try {
    const answer = await scene.call(rpc, request, world.by);
    const failed = [...(answer.results ?? [])].map(({ error }: Untyped) => error?.reason?.replace(/^REASON_/, "")).find(Boolean);
    if (failed !== undefined) return wordOf(failed);
    return shows === undefined || shows(answer, world) ? "ok" : "hidden";
  } catch (error) {
    const thrown = error as Parameters<typeof statusDetails>[0];
    if (!hasDetails(thrown)) throw error;
    return wordOf(statusDetails(thrown).reason);
  }
}

async function streamOutcome(scene: Scene, { row: { rpc, shows }, request, world }: Made): Promise<string> {
  const stream = scene.open(rpc, request, world.by);
  if (rpc === "ExchangeService.Connect") stream.write(request);
  const told = ({ messages, ended }: typeof stream) =>
    messages.some((message) => !("events" in message) || message.events.length > 0) || ended || undefined;
  await stream.until(told);
  const first = stream.messages.at(0);
  if (first === undefined) return wordOf(stream.refusal?.reason);
  const end = stream.messages.flatMap(({ events = [] }) => events).find((event) => event.end !== null)?.end;
  stream.cancel();
  if (end?.error !== undefined) return wordOf(end.error.reason.replace(/^REASON_/, ""));
  return shows === undefined || shows(first, world) ? "ok" : "hidden";
}

const table = accessMatrix
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/ {2,}/));
const [head, ...rows] = table;

describe("who may make which call", () => {
  it("is told for every RPC, and for every kind of caller [case 38]", () => {
    expect(head).toEqual(["call", ...callers]);
    expect(rows.map(([name]) => name)).toEqual([...accessRows.keys()]);
    expect(new Set([...accessRows.values()].map(({ rpc }) => rpc))).toEqual(new Set(rpcs.keys()));
  });

  it.each(rows.map(([name, ...expected]) => [name!, expected] as const))("%s", async (name, expected) => {
    const outcomes = await Promise.all(callers.map((caller) => outcome(accessRows.get(name)!, caller)));
    expect(Object.fromEntries(callers.map((caller, index) => [caller, outcomes[index]]))).toEqual(
      Object.fromEntries(callers.map((caller, index) => [caller, expected[index]])),
    );
  });
});
