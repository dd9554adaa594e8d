import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccountsFile, known } from "../support/known-accounts.ts";
import { action, claim, launch, NOBODY, newAgent, newUser, send, take } from "../support/parties.ts";
import type { Untyped } from "../support/proto-client.ts";
import { type CallBy, Scene } from "../support/scene.ts";
import { openStage, type ServerStage } from "../support/stage.ts";

const SHARE = "ExchangeService.Share";
const UNSHARE = "ExchangeService.Unshare";
const LIST = "ExchangeService.ListShares";
const TERMINATE = "ExchangeService.Terminate";
const GET_MAILBOX = "ExchangeService.GetMailbox";

let accounts: AccountsFile;
let stage: ServerStage;
let scene: Scene;

beforeAll(async () => {
  accounts = await AccountsFile.write();
  stage = await openStage({ graceMs: 100, accounts: accounts.path });
});

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await accounts?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  scene = new Scene(stage);
});

afterEach(() => scene[Symbol.dispose]());

function by(name: keyof typeof known): CallBy {
  return { as: known[name].token, namespace: scene.namespace };
}

/** What became of a message to an agent: `ok`, or the reason why not. */
async function sent(sender: Untyped, agent: Untyped, id: string): Promise<string> {
  const [{ error }] = (await send(scene, sender, action(agent, id))) as [Untyped];
  return error === null ? "ok" : error.reason.replace(/^REASON_/, "");
}

describe("shares", () => {
  it("give exactly the rights of the last word, and are taken back; twice is as once [J28]", async () => {
    const { entity } = await newAgent(scene, {}, by("ada"));
    const shares = async () => (await scene.call(LIST, { entity }, by("ada"))).shares;
    const shared = (...rights: string[]) => scene.call(SHARE, { entity, group: "lab", rights }, by("ada"));
    await shared("RIGHT_SEND", "RIGHT_READ", "RIGHT_READ");
    await shared("RIGHT_SEND", "RIGHT_READ");
    expect(await shares()).toEqual([{ group: "lab", rights: ["RIGHT_READ", "RIGHT_SEND"] }]);
    await shared("RIGHT_MANAGE");
    expect(await shares()).toEqual([{ group: "lab", rights: ["RIGHT_MANAGE"] }]);
    await scene.call(UNSHARE, { entity, group: "lab" }, by("ada"));
    await scene.call(UNSHARE, { entity, group: "lab" }, by("ada"));
    await scene.call(UNSHARE, { entity, group: "never shared with" }, by("ada"));
    expect(await shares()).toEqual([]);
    expect((await scene.call(GET_MAILBOX, { entity }, by("bob"))).mailbox.status).toBe("MAILBOX_STATUS_MISSING");
  });

  it("are with groups of the owner; an operator shares with any", async () => {
    const { entity } = await newAgent(scene, {}, by("ada"));
    const request = { entity, group: "another lab", rights: ["RIGHT_READ"] };
    expect(await scene.refusal(SHARE, request, by("ada"))).toMatchObject({ reason: "NOT_PERMITTED", facts: { group: "another lab" } });
    expect(await scene.refusal(SHARE, request, by("olga"))).toBeUndefined();
    // What an operator gave, the owner takes back.
    expect(await scene.refusal(UNSHARE, request, by("ada"))).toBeUndefined();
  });

  it("are refused without rights, and with rights that are none", async () => {
    const { entity } = await newAgent(scene, {}, by("ada"));
    for (const rights of [[], ["RIGHT_UNSPECIFIED"], [9]]) {
      expect(await scene.refusal(SHARE, { entity, group: "lab", rights }, by("ada"))).toMatchObject({
        reason: "INVALID_FIELD",
        fields: ["rights"],
      });
    }
    expect(await scene.refusal(SHARE, { entity, group: "", rights: ["RIGHT_READ"] }, by("ada"))).toMatchObject({ fields: ["group"] });
  });

  it("to manage give a token to listen, by registering the uid again, and do not change who owns it", async () => {
    const { entity } = await newAgent(scene, {}, by("ada"));
    await scene.call(SHARE, { entity, group: "lab", rights: ["RIGHT_MANAGE"] }, by("ada"));
    const again = await newAgent(scene, { uid: entity.uid }, by("bob"));
    const sender = await newUser(scene, {}, by("ada"));
    expect(await sent(sender, { entity }, "a")).toBe("ok");
    expect((await take(scene, again)).delivery.envelope.id).toBe("a");
    await scene.call(UNSHARE, { entity, group: "lab" }, by("ada"));
    const request = { agents: [{ uid: entity.uid, lineage: ["Echo"] }] };
    expect(await scene.refusal("ExchangeService.RegisterAgents", request, by("bob"))).toMatchObject({ reason: "UID_TAKEN" });
  });

  it("serve agents of the group's members for as long as these are of the group", async () => {
    const agent = await newAgent(scene, {}, by("ada"));
    await scene.call(SHARE, { entity: agent.entity, group: "lab", rights: ["RIGHT_SEND"] }, by("ada"));
    const sender = await newUser(scene, {}, by("bob"));
    expect(await sent(sender, agent, "a")).toBe("ok");
    const leaves = Object.values(known).map((each) => (each.name === "bob" ? { ...each, groups: [] } : each));
    await writeFile(accounts.path, JSON.stringify({ accounts: leaves }));
    // Once bob has been seen without the group, so are his entities.
    await expect
      .poll(() => scene.refusal("AgentService.GetStats", { agent: agent.entity }, by("bob")), { timeout: 10_000 })
      .toMatchObject({ reason: "MAILBOX_NOT_FOUND" });
    expect(await sent(sender, agent, "b")).toBe("MAILBOX_NOT_FOUND");
    await writeFile(accounts.path, JSON.stringify({ accounts: Object.values(known) }));
    await expect
      .poll(() => scene.refusal("AgentService.Cancel", { agent: agent.entity, request_id: "r" }, by("bob")), { timeout: 10_000 })
      .toMatchObject({ reason: "REQUEST_NOT_FOUND" });
    expect(await sent(sender, agent, "b")).toBe("ok");
  }, 30_000);
});

describe("what one may not know of", () => {
  it("is answered word by word as what is not there, also once it has ended [case 38]", async () => {
    const open = await newAgent(scene, { name: "secret name" }, by("ada"));
    const ended = await newAgent(scene, { name: "secret name" }, by("ada"));
    await scene.call(TERMINATE, { entity: ended.entity }, by("ada"));
    const stranger = await newUser(scene, {}, by("carol"));
    const asked = async (entity: Untyped) => {
      const id = { uid: entity.uid, role: entity.role };
      const outcomes = [
        await scene.call(GET_MAILBOX, { entity: id }, by("carol")),
        await scene.call(TERMINATE, { entity: id }, by("carol")),
        await send(scene, stranger, action({ entity: id }, `to ${entity.uid}`)),
      ];
      const calls: [string, object][] = [
        ["AgentService.Invoke", { agent: id, action: "echo" }],
        ["AgentService.Shutdown", { agent: id }],
        ["AgentService.GetStats", { agent: id }],
        [LIST, { entity: id }],
        ["ExchangeService.ListDeadLetters", { entity: id }],
        ["ManagerService.Launch", { spec: { executor: "external", registration: id } }],
      ];
      for (const [rpc, request] of calls) outcomes.push(await scene.refusal(rpc, request, by("carol")));
      return JSON.stringify(outcomes).replaceAll(entity.uid, "<uid>");
    };
    const nobody = await asked(NOBODY);
    expect(nobody).toContain("MAILBOX_NOT_FOUND");
    expect(await asked(open.entity)).toBe(nobody);
    expect(await asked(ended.entity)).toBe(nobody);
    // Nothing was done, and whoever may know is told the truth.
    expect((await scene.call(GET_MAILBOX, { entity: open.entity }, by("ada"))).mailbox.status).toBe("MAILBOX_STATUS_ACTIVE");
    expect(await scene.refusal("AgentService.GetStats", { agent: ended.entity }, by("ada"))).toMatchObject({
      reason: "MAILBOX_TERMINATED",
    });
  });

  it("is everything of another namespace", async () => {
    const { entity } = await newAgent(scene, {}, by("ada"));
    const { run } = await launch(scene, {}, {}, by("ada"));
    const oscar = { as: known.oscar.token };
    expect((await scene.call(GET_MAILBOX, { entity }, oscar)).mailbox.status).toBe("MAILBOX_STATUS_MISSING");
    expect(await scene.refusal("ManagerService.GetRun", { target: { run_id: run.run_id } }, oscar)).toMatchObject({
      reason: "RUN_NOT_FOUND",
    });
  });
});

describe("a token", () => {
  it("of an entity ends with its mailbox: its session is cut, its calls are refused", async () => {
    const agent = await newAgent(scene, {}, by("ada"));
    const listening = scene.open("ExchangeService.Listen", { token: agent.token }, { as: agent.token });
    await listening.until(({ messages }) => messages[0]);
    await scene.call(TERMINATE, { entity: agent.entity }, by("ada"));
    expect(await listening.over()).toMatchObject({ reason: "MAILBOX_TERMINATED" });
    expect(await scene.refusal("ExchangeService.Discover", {}, { as: agent.token })).toMatchObject({ reason: "TOKEN_EXPIRED" });
    // Whoever ended it may not have heard so.
    expect(await scene.refusal(TERMINATE, { entity: agent.entity }, { as: agent.token })).toBeUndefined();
  });

  it("of a host ends with its attempt, but for its goodbye", async () => {
    const { run, run_token } = await launch(scene, {}, { retry: { max_retries: 1 } }, by("ada"));
    const { run_token: as, agent } = await claim(scene, run_token);
    expect(await scene.refusal("ExchangeService.Discover", {}, { as })).toBeUndefined();
    await scene.call("RunnerService.ReportExit", { failure: { type: "Oops" } }, { as });
    const second = await claim(scene, run_token);
    expect(await scene.refusal("ExchangeService.Discover", {}, { as })).toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(await scene.refusal("ExchangeService.Discover", {}, { as: agent.token })).toMatchObject({ reason: "TOKEN_EXPIRED" });
    expect(await scene.refusal("RunnerService.GetRunSpec", {}, { as })).toMatchObject({ reason: "SUPERSEDED" });
    expect(await scene.refusal("ExchangeService.Discover", {}, { as: second.agent.token })).toBeUndefined();
    expect(run.agent.uid).toBe(second.agent.entity.uid);
  });

  it("of an agent lets it make others in its own name, which its account may end", async () => {
    const { run_token } = await launch(scene, {}, {}, by("ada"));
    const { run_token: as } = await claim(scene, run_token);
    const child = await newAgent(scene, {}, { as });
    expect(await scene.refusal(TERMINATE, { entity: child.entity }, by("bob"))).toBeUndefined();
    expect((await scene.call(GET_MAILBOX, { entity: child.entity }, by("ada"))).mailbox.status).toBe("MAILBOX_STATUS_ACTIVE");
    expect(await scene.call(TERMINATE, { entity: child.entity }, by("ada"))).toMatchObject({ status: "MAILBOX_STATUS_TERMINATED" });
  });
});
