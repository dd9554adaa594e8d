import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { entityKey } from "../../src/core/entity.ts";
import { AccountsFile, known } from "../support/known-accounts.ts";
import { action, claim, launch, newAgent, newUser, send, settle, take } from "../support/parties.ts";
import { bearer, protoClient, unary } from "../support/proto-client.ts";
import { Scene } from "../support/scene.ts";
import { openStage, type ServerStage } from "../support/stage.ts";

const BODY = "the text of a message";

let folder: string;
let accounts: AccountsFile;
let stage: ServerStage;
let scene: Scene;
let log: () => string;
const secrets = new Set<string>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-secrets-"));
  accounts = await AccountsFile.write();
  const lines: string[] = [];
  log = () => lines.join("");
  const out = { write: (line: string) => void lines.push(line) };
  stage = await openStage({ graceMs: 100, accounts: accounts.path, audit: join(folder, "audit.log") }, pino({ level: "trace" }, out));
  scene = new Scene(stage);
});

afterEach(async () => {
  scene[Symbol.dispose]();
  await stage[Symbol.asyncDispose]();
  await accounts[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Keeps what may be in no log. */
function secret(token: string): string {
  secrets.add(token);
  return token;
}

async function live(): Promise<void> {
  const ada = { as: secret(known.ada.token), namespace: scene.namespace };
  const agent = await newAgent(scene, {}, ada);
  const user = await newUser(scene, {}, ada);
  for (const { token } of [agent, user]) secret(token);
  await send(
    scene,
    user,
    action(agent, "a", { body: Buffer.from(BODY), label: BODY }),
    action(agent, "a", { body: Buffer.from(`${BODY}!`) }),
  );
  const taken = await take(scene, agent);
  secret(taken.session.resume_token);
  await settle(scene, taken, "RESPOND", { status: "ANSWER_STATUS_FAILED", failure: { type: "Oops", message: BODY, stack: BODY } });
  const { run_token } = await launch(scene, {}, { arguments: { data: Buffer.from(`["${BODY}"]`) } }, ada);
  const host = await claim(scene, secret(run_token));
  secret(host.run_token);
  secret(host.agent.token);
  await scene.call("RunnerService.ReportExit", { failure: { type: "Oops", message: BODY, stack: BODY } }, { as: host.run_token });
}

async function trespass(): Promise<void> {
  const { entity } = await newAgent(scene, {}, { as: known.ada.token, namespace: scene.namespace });
  const carol = { as: secret(known.carol.token), namespace: scene.namespace };
  await scene.refusal("AgentService.Invoke", { agent: entity, action: "echo", arguments: { data: Buffer.from(BODY) } }, carol);
  const wrong = [
    secret("a-forged-credential"),
    secret("lye_forged.credential"),
    secret("lyr_forged.credential"),
    secret("e30.e30.forged"),
    secret(known.past.token),
  ];
  for (const as of wrong) await scene.refusal("ExchangeService.Discover", {}, { as });
  await scene.refusal("ExchangeService.Send", { token: secret("lye_forged.field") });
  const client = protoClient(stage.url, "ExchangeService");
  await unary(client, "Discover", {}, bearer(secret("a-forged-credential"), { "lyceum-namespace": "no/namespace" })).catch(() => undefined);
  client.close();
}

it("writes no credential and nothing of a message into the log or the audit", async () => {
  secret(stage.operator);
  await live();
  await trespass();
  await stage.server.app.stop();
  const audit = await readFile(join(folder, "audit.log"), "utf8");
  for (const text of [log(), audit]) {
    expect(text.length).toBeGreaterThan(1_000);
    expect([...secrets].filter((token) => text.includes(token))).toEqual([]);
    expect(text).not.toContain(BODY);
    expect(text).not.toContain(Buffer.from(BODY).toString("base64").slice(0, -3));
  }
});

it("writes each decision into the audit, for its owner's eyes alone", async () => {
  await live();
  await trespass();
  const { entity } = await newUser(scene);
  await stage.server.app.stop();
  const path = join(folder, "audit.log");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const lines = (await readFile(path, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ns = scene.namespace;
  const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  const common = { v: 1, time, ns, peer, front: "grpc" };
  expect(lines).toContainEqual({
    ...common,
    decision: "allow",
    who: "account/ada",
    role: "member",
    what: "ManagerService/Launch",
    outcome: "OK",
  });
  expect(lines).toContainEqual(
    expect.objectContaining({
      ...common,
      decision: "deny",
      who: "account/carol",
      what: "AgentService/Invoke",
      reason: "MAILBOX_NOT_FOUND",
      on: expect.any(String),
    }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ decision: "deny", who: "anonymous", what: "ExchangeService/Discover", reason: "TOKEN_EXPIRED", peer }),
  );
  expect(lines).toContainEqual({
    v: 1,
    time,
    ns,
    decision: "issue",
    who: "operator",
    what: "entity token",
    on: entityKey("", { role: "user", uid: entity.uid }).slice(1),
    expires: expect.stringMatching(/Z$/),
  });
  expect(lines).toContainEqual(expect.objectContaining({ decision: "issue", who: "account/ada", what: "run token" }));
  expect(lines.filter(({ decision, what }) => decision === "allow" && what === "ExchangeService/Discover")).toEqual([]);
});
