import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { action, json, NOBODY, newAgent, newUser, send, settle, take } from "../support/parties.ts";
import type { Untyped } from "../support/proto-client.ts";
import { Scene } from "../support/scene.ts";
import { openStage, type ServerStage } from "../support/stage.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

/** More bytes than a body may have, and than a message may have. */
const LARGE = 1_048_577;
const HUGE = 4_300_000;

/** Numbers that JSON in JavaScript writes a byte longer than they were read: the result is too large where the arguments are not. */
const GROWING = `[[${Array.from({ length: 170_000 }, () => "1e300").join(",")}]]`;

/** A message says what failed and, after a colon or semicolon, what to do; or what a field must be. */
const ADVICE = /[:;] \w+| must be /;

let stage: ServerStage;
let scene: Scene;
let counter: Untyped;

beforeAll(async () => {
  stage = await openStage({ agentFolders: [join(FIXTURES, "agents"), join(FIXTURES, "commands")] });
  scene = new Scene(stage);
  counter = await launched({ kind: "counter" });
  await invoke("increment");
});

afterAll(async () => {
  scene?.[Symbol.dispose]();
  await stage?.[Symbol.asyncDispose]();
});

async function launched(spec: object): Promise<Untyped> {
  return (await scene.call("ManagerService.Launch", { spec })).launched.run;
}

function invoke(name: string, data?: Buffer): Promise<Untyped> {
  return scene.call("AgentService.Invoke", { agent: counter.agent, action: name, ...(data === undefined ? {} : { arguments: { data } }) });
}

/** The end of a run, which the manager tells in the same words as any other. */
async function endOf({ run_id }: Untyped): Promise<Untyped> {
  const wait = scene.open("ManagerService.Wait", { targets: [{ run_id }] });
  const { messages } = await wait.until((stream) => (stream.messages.some(({ end }) => end !== undefined) ? stream : undefined));
  return messages.map(({ completed, states }) => completed ?? states?.runs[0]).findLast((run) => run?.state === "RUN_STATE_ENDED");
}

describe("what a client says wrong is refused with a reason and what to do; the server goes on", () => {
  beforeEach(() => {
    scene.seen.faults.length = 0;
  });

  afterEach(async () => {
    expect(JSON.parse((await invoke("increment")).result.data)).toBeGreaterThan(0);
    expect(scene.seen.faults).toEqual([]);
  });

  const launch = (spec: object) => ["ManagerService.Launch", async () => ({ spec })] as const;
  const call = (request: object) =>
    ["AgentService.Invoke", async () => ({ agent: counter.agent, action: "increment", ...request })] as const;

  it.each([
    ["an executor that the manager does not have", ...launch({ kind: "counter", executor: "gpu" }), "NOT_FOUND", "EXECUTOR_NOT_FOUND"],
    ["an executor that runs something else", ...launch({ kind: "counter", executor: "command" }), "INVALID_ARGUMENT", "INVALID_FIELD"],
    [
      "a template that is not there",
      "ManagerService.AddExecutor",
      async () => ({ executor: { name: "gpu" } }),
      "NOT_FOUND",
      "TEMPLATE_NOT_FOUND",
    ],
    ["a kind that is not in the catalogue", ...launch({ kind: "nobody" }), "NOT_FOUND", "KIND_NOT_FOUND"],
    [
      "a registration that already ran",
      "ManagerService.Launch",
      async () => ({ spec: { kind: "counter", registration: counter.agent } }),
      "FAILED_PRECONDITION",
      "ALREADY_EXECUTED",
    ],
    ["a manager that is not there", "ManagerService.GetManager", async () => ({ manager_id: "nobody" }), "NOT_FOUND", "MANAGER_NOT_FOUND"],
    ["an action that the agent does not have", ...call({ action: "subtract" }), "NOT_FOUND", "ACTION_NOT_FOUND"],
    ["an entity that nobody registered", ...call({ agent: NOBODY }), "NOT_FOUND", "MAILBOX_NOT_FOUND"],
    ["an entity without a role", ...call({ agent: { uid: "nobody" } }), "INVALID_ARGUMENT", "INVALID_FIELD"],
    ["arguments that are no JSON", ...call({ arguments: { data: Buffer.from("[1,") } }), "INVALID_ARGUMENT", "INVALID_ARGUMENTS"],
    ["arguments that are no UTF-8", ...call({ arguments: { data: Buffer.of(0xff) } }), "INVALID_ARGUMENT", "INVALID_ARGUMENTS"],
    [
      "arguments that do not fit the action",
      ...call({ arguments: { data: json({ kwargs: { twice: true } }) } }),
      "INVALID_ARGUMENT",
      "INVALID_ARGUMENTS",
    ],
    [
      "arguments of an unknown media type",
      ...call({ arguments: { media_type: "a/b", data: json([1]) } }),
      "INVALID_ARGUMENT",
      "INVALID_ARGUMENTS",
    ],
    ["a request that is too large", ...call({ arguments: { data: Buffer.alloc(LARGE) } }), "INVALID_ARGUMENT", "MESSAGE_TOO_LARGE"],
  ] as const)("%s", async (_, rpc, request, code, reason) => {
    const refusal = await scene.refusal(rpc, await request());
    expect(refusal).toMatchObject({ code: status[code], reason, message: expect.stringMatching(ADVICE) });
    expect(refusal?.retryMs).toBeUndefined();
  });

  it("a message that is larger than the transport's limit: refused by the library, for good", async () => {
    const refusal = scene.call("AgentService.Invoke", { agent: counter.agent, action: "echo", arguments: { data: Buffer.alloc(HUGE) } });
    await expect(refusal).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(scene.seen.faults.splice(0)).toEqual([expect.stringContaining("has no reason: RESOURCE_EXHAUSTED")]);
  });

  it("a result that is too large: the caller gets a failure with its size, the host is told", async () => {
    const { failure } = await invoke("echo", Buffer.from(GROWING));
    expect(failure).toMatchObject({ type: "ResultTooLarge", message: expect.stringContaining("1048576") });
    const [worker, alice] = [await newAgent(scene), await newUser(scene)];
    await send(scene, alice, action(worker, "a"));
    const [{ error }] = await settle(scene, await take(scene, worker), "RESPOND", {
      status: "ANSWER_STATUS_OK",
      body: Buffer.alloc(LARGE),
    });
    expect(error).toMatchObject({
      reason: "REASON_MESSAGE_TOO_LARGE",
      facts: { size: String(LARGE), limit: "1048576" },
      retry_delay: null,
    });
    expect((await take(scene, alice)).delivery.envelope).toMatchObject({
      status: "ANSWER_STATUS_FAILED",
      failure: { type: "ResultTooLarge" },
    });
  });

  it("the server's own mailboxes, even for the operator", async () => {
    for (const uid of ["lyceum", "lyceum.manager"]) {
      expect(await scene.refusal("ExchangeService.RegisterUser", { uid })).toMatchObject({ reason: "UID_TAKEN" });
    }
    const terminate = { entity: { uid: "lyceum", role: "ROLE_USER" } };
    expect(await scene.refusal("ExchangeService.Terminate", terminate)).toMatchObject({ reason: "NOT_PERMITTED" });
  });

  it("bytes that are no message", async () => {
    const refusal = await scene.refusalOfBytes("AgentService.Invoke", Buffer.from("garbage"));
    expect(refusal).toMatchObject({ code: status.INVALID_ARGUMENT, reason: "INVALID_FIELD", message: expect.stringMatching(ADVICE) });
  });

  it("names of 70 KB, without cutting the connection that others use", async () => {
    const alice = await newUser(scene);
    const stream = scene.open("ExchangeService.Listen", { token: alice.token });
    await stream.until(({ messages }) => messages[0]);
    const long = "x".repeat(70_000);
    expect(await scene.refusal("ManagerService.GetManager", { manager_id: long })).toMatchObject({ reason: "MANAGER_NOT_FOUND" });
    expect(await scene.refusal("ManagerService.Launch", { spec: { kind: long } })).toMatchObject({ reason: "KIND_NOT_FOUND" });
    expect(stream.ended).toBe(false);
  });

  it.each([
    ["a module that does not load", { kind: "broken", executor: "inline" }, "this module does not load"],
    ["a command that does not exist", { kind: "absent", executor: "command" }, "/no/such/program"],
  ])("%s fails its run, and says why", async (_, spec, why) => {
    const run = await endOf(await launched(spec));
    expect(run).toMatchObject({ outcome: "OUTCOME_FAILED" });
    expect(`${run.failure.message} ${run.failure.stack}`).toContain(why);
  });
});
