import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentedReasons, pairOf } from "../support/documented-reasons.ts";
import { hostileChanges } from "../support/hostile-changes.ts";
import { AccountsFile } from "../support/known-accounts.ts";
import { claim, endedAgent, launch, newAgent, newUser } from "../support/parties.ts";
import type { Provocation } from "../support/provocation.ts";
import { accessProvocations } from "../support/provocations/access.ts";
import { callProvocations } from "../support/provocations/calls.ts";
import { connectProvocations } from "../support/provocations/connect.ts";
import { hostProvocations } from "../support/provocations/hosts.ts";
import { launchProvocations } from "../support/provocations/launches.ts";
import { mailboxProvocations } from "../support/provocations/mailboxes.ts";
import { managerProvocations } from "../support/provocations/managers.ts";
import { messageProvocations } from "../support/provocations/messages.ts";
import { rpcs } from "../support/rpcs.ts";
import { samples } from "../support/sample-requests.ts";
import { type CallBy, Scene } from "../support/scene.ts";
import { SeenReasons } from "../support/seen-reasons.ts";
import { openBrokenStage, openStage, SECRET, type ServerStage } from "../support/stage.ts";
import type { StatusDetails } from "../support/status.ts";

/** Bounds of one, so that little fills them. */
const TIGHT = { maxMailboxMessages: 1, maxOutstanding: 1, maxDeliveryAttempts: 1, maxPollMs: 200 };

/** The agents of these scenes have no hosts that could end. */
const GRACE_MS = 100;

const seen = new SeenReasons();

const documented = documentedReasons();

describe("each documented reason, by a scenario of its own", () => {
  let accounts: AccountsFile;
  let roomy: ServerStage;
  let tight: ServerStage;

  beforeAll(async () => {
    accounts = await AccountsFile.write();
    [roomy, tight] = await Promise.all([
      openStage({ graceMs: GRACE_MS, limits: { heartbeatMs: 100 }, accounts: accounts.path }),
      openStage({ graceMs: GRACE_MS, limits: TIGHT }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([roomy, tight].map((stage) => stage?.[Symbol.asyncDispose]()));
    await accounts?.[Symbol.asyncDispose]();
  });

  const play = async (provocation: Provocation) => {
    using scene = new Scene(provocation.tight ? tight : roomy);
    try {
      await provocation.play(scene);
    } finally {
      seen.add(scene.seen);
    }
    for (const pair of provocation.pairs) expect([...scene.seen.pairs]).toContain(pair);
  };

  for (const [name, provocations] of Object.entries({
    mailboxes: mailboxProvocations,
    access: accessProvocations,
    messages: messageProvocations,
    Connect: connectProvocations,
    managers: managerProvocations,
    launches: launchProvocations,
    hosts: hostProvocations,
    calls: callProvocations,
  })) {
    describe(name, () => {
      for (const provocation of provocations) it(provocation.pairs.join(", "), () => play(provocation));
    });
  }
});

/** RPCs that need a credential. */
const guarded = [...rpcs.keys()].filter((rpc) => rpc !== "ExchangeService.GetServerInfo");

/** Whom the operator of the stage knows. */
const accounts = {
  viewer: { name: "viewer", token: "token-of-the-viewer", role: "viewer", namespaces: "*" },
  member: { name: "member", token: "token-of-the-member", role: "member", namespaces: "*" },
  guest: { name: "guest", token: "token-of-the-guest", role: "operator", namespaces: ["home"] },
};

describe("the reasons that RPCs share", () => {
  let stage: ServerStage;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lyceum-accounts-"));
    await writeFile(join(folder, "accounts.yaml"), JSON.stringify({ accounts: Object.values(accounts) }), { mode: 0o600 });
    stage = await openStage({ graceMs: GRACE_MS, accounts: join(folder, "accounts.yaml") });
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const reasonsOf = async (scene: Scene, names: Iterable<string>, call: (rpc: string) => Promise<StatusDetails | undefined>) => {
    const refusals = await Promise.all([...names].map(async (rpc) => [rpc, await call(rpc)] as const));
    seen.add(scene.seen);
    return new Map(refusals.map(([rpc, refusal]) => [rpc, refusal?.reason]));
  };

  const all = (names: Iterable<string>, reason: string) => new Map([...names].map((rpc) => [rpc, reason]));

  it.each([
    ["TOKEN_MISSING", null],
    ["TOKEN_INVALID", "forged"],
    ["TOKEN_INVALID", "lye_forged"],
    ["TOKEN_INVALID", "lyr_forged.forged"],
  ])("%s for the credential %s", async (reason, as) => {
    using scene = new Scene(stage);
    expect(await reasonsOf(scene, guarded, (rpc) => scene.refusal(rpc, {}, { as }))).toEqual(all(guarded, reason));
    expect(await scene.refusal("ExchangeService.GetServerInfo", {}, { as })).toBeUndefined();
  });

  it("TOKEN_EXPIRED for a credential whose time is over", async () => {
    using scene = new Scene(stage);
    const as = scene.shortToken({ entity: { uid: "ada" } }, 0);
    expect(await reasonsOf(scene, guarded, (rpc) => scene.refusal(rpc, {}, { as }))).toEqual(all(guarded, "TOKEN_EXPIRED"));
  });

  it("NOT_PERMITTED for a namespace that is not the account's", async () => {
    using scene = new Scene(stage);
    const by = { as: accounts.guest.token, namespace: "elsewhere" };
    expect(await reasonsOf(scene, guarded, (rpc) => scene.refusal(rpc, {}, by))).toEqual(all(guarded, "NOT_PERMITTED"));
  });

  it("INVALID_FIELD for bytes that are no message", async () => {
    using scene = new Scene(stage);
    const found = await reasonsOf(scene, rpcs.keys(), (rpc) => scene.refusalOfBytes(rpc, Buffer.of(0xff)));
    expect(found).toEqual(all(rpcs.keys(), "INVALID_FIELD"));
  });

  it("STORE_UNAVAILABLE where the store takes no writes, as far as the call needs one", async () => {
    using scene = new Scene(stage);
    // Calls of a namespace that is new, and whose own manager is not made yet.
    using other = new Scene(stage);
    const made = new Map(await Promise.all([...samples].map(async ([rpc, make]) => [rpc, await make(scene)] as const)));
    const found = await scene.withoutStore(async () => {
      await scene.refusal("ExchangeService.RegisterUser");
      return await reasonsOf(scene, made.keys(), (rpc) => {
        const { request, by } = made.get(rpc)!;
        return (makers.has(rpc) ? other : scene).refusal(rpc, request, { deadlineMs: 2_000, ...by });
      });
    });
    seen.add(other.seen);
    const needy = documented.filter(({ reason, place }) => reason === "STORE_UNAVAILABLE" && place === "status").map(({ rpc }) => rpc);
    expect([...found].filter(([, reason]) => reason === "STORE_UNAVAILABLE").map(([rpc]) => rpc)).toEqual(needy);
    await expect.poll(() => scene.refusal("ExchangeService.RegisterUser")).toBeUndefined();
  });

  it.each([...samples])("%s: a request that is in order, by others than the operator", async (rpc, make) => {
    using scene = new Scene(stage);
    const { namespace } = scene;
    const [sample, { run_token }, alice, worker, ended] = await Promise.all([
      make(scene),
      launch(scene),
      newUser(scene),
      newAgent(scene),
      endedAgent(scene),
    ]);
    const others: CallBy[] = [
      { as: accounts.viewer.token, namespace },
      { as: accounts.member.token, namespace },
      { as: alice.token },
      { as: worker.token },
      { as: ended.token },
      { as: (await claim(scene, run_token)).run_token },
      { as: scene.forgottenToken() },
      { as: scene.forgottenRunToken() },
    ];
    const call = async (by: CallBy) => scene.refusal(rpc, (sample.once ? await make(scene) : sample).request, by);
    await Promise.all(others.map(call));
    seen.add(scene.seen);
    expect([...scene.seen.pairs]).not.toContain(`${rpc} INTERNAL`);
  });
});

/** RPCs that make the server's own manager where it is not there yet. */
const makers = new Set(["ManagerService.GetManager", "ManagerService.WatchRuns"]);

describe("a server that stops", () => {
  it("SERVER_DRAINING for every call but GetServerInfo and Connect, and for streams that are open", async () => {
    await using stage = await openStage();
    using scene = new Scene(stage);
    const { run, run_token } = await launch(scene);
    const { run_token: as } = await claim(scene, run_token);
    const [alice, bob] = [await newUser(scene), await newUser(scene)];
    const open = [
      scene.open("ManagerService.Wait", { targets: [{ run_id: run.run_id }] }),
      scene.open("ManagerService.WatchRuns"),
      scene.open("ExchangeService.Listen", { token: alice.token }),
    ];
    for (const stream of open) await stream.until(({ messages }) => messages[0]);
    const stopped = stage.server.app.stop();
    const refused = guarded.filter((rpc) => rpc !== "ExchangeService.Connect");
    const refusals = await Promise.all(refused.map(async (rpc) => [rpc, (await scene.refusal(rpc))?.reason]));
    expect(refusals).toEqual(refused.map((rpc) => [rpc, "SERVER_DRAINING"]));
    // Whoever comes back may still take what hosts that end have for them.
    const back = scene.open("ExchangeService.Connect");
    back.write({ attaches: [{ channel: 1, token: bob.token }] });
    await back.until(({ messages }) => messages.some(({ events }) => events[0]?.grant != null) || undefined);
    open.push(back);
    expect(await scene.refusal("ExchangeService.GetServerInfo")).toBeUndefined();
    // What it waits for is its host, which may still say goodbye.
    await scene.call("RunnerService.ReportExit", { interrupted: true }, { as });
    for (const stream of open) expect((await stream.over())?.reason).toBe("SERVER_DRAINING");
    await stopped;
    seen.add(scene.seen);
  });
});

describe("a bug of the server", () => {
  it("INTERNAL for every call, with an id and without the text of the bug", async () => {
    await using stage = await openBrokenStage();
    using scene = new Scene(stage);
    for (const rpc of rpcs.keys()) {
      const refusal = await scene.refusal(rpc);
      expect([rpc, refusal?.reason]).toEqual([rpc, "INTERNAL"]);
      expect(refusal?.facts.error_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(JSON.stringify(refusal)).not.toContain(SECRET);
    }
    seen.add(scene.seen);
  });
});

describe("a request with one field that is wrong", () => {
  const limits = { maxBatch: 20, maxBodyBytes: 1_000, maxPollMs: 50, heartbeatMs: 100 };
  let stage: ServerStage;

  beforeAll(async () => {
    stage = await openStage({ graceMs: GRACE_MS, limits });
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
  });

  it.each([...samples])("%s is answered or refused for a documented reason", async (rpc, make) => {
    using scene = new Scene(stage);
    const sample = await make(scene);
    const hostile = hostileChanges(rpcs.get(rpc)!.input, sample.request, limits);
    const reasons = await Promise.all(
      hostile.map(async ({ change }) => {
        const { request, by } = sample.once ? await make(scene) : sample;
        return (await scene.refusal(rpc, change(request), by))?.reason;
      }),
    );
    expect(await scene.refusal("ExchangeService.GetServerInfo")).toBeUndefined();
    seen.add(scene.seen);
    expect(hostile.filter((_, index) => reasons[index] === "INTERNAL")).toEqual([]);
  });
});

describe("the documentation", () => {
  const pairs = new Set(documented.map(({ rpc, reason, place }) => pairOf(rpc, reason, place)));

  it("is of the very RPCs that were called", () => {
    expect([...samples.keys()].sort()).toEqual([...rpcs.keys()].sort());
  });

  it("names no reason that was not seen", () => {
    expect([...pairs].filter((pair) => !seen.pairs.has(pair))).toEqual([]);
  });

  it("names every reason that was seen", () => {
    expect([...seen.pairs].filter((pair) => !pairs.has(pair))).toEqual([]);
  });

  it("has for each failure a sentence that says what failed", () => {
    expect(seen.faults).toEqual([]);
  });
});
