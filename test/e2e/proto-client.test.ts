import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeLog } from "../../src/rpc/log.ts";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { hostExternal } from "../support/proto-host.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { statusDetails } from "../support/status.ts";

const run = promisify(execFile);

let server: TestServer;
let lines: string[];
const clients: Untyped[] = [];

function client(service: Parameters<typeof protoClient>[1]): Untyped {
  const made = protoClient(server.grpcUrl, service);
  clients.push(made);
  return made;
}

async function curl(path: string, request: object): Promise<Untyped> {
  const headers = ["-H", "content-type: application/json", "-H", `authorization: Bearer ${server.token}`];
  const { stdout } = await run("curl", [
    "-sS",
    "--max-time",
    "20",
    ...headers,
    "-d",
    JSON.stringify(request),
    `${server.webUrl}/lyceum.v1.${path}`,
  ]);
  return JSON.parse(stdout);
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

/** What a server stream tells, to its end. */
async function all(stream: Untyped): Promise<Untyped[]> {
  const messages: Untyped[] = [];
  for await (const message of stream) messages.push(message);
  return messages;
}

beforeEach(async () => {
  lines = [];
  const log = makeLog({ level: "info", format: "json" }, { write: (line: string) => void lines.push(line) });
  server = await startServer({}, log);
});

afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await server[Symbol.asyncDispose]();
});

describe("a client and a host that have nothing but the .proto files", () => {
  it("launch, host, call by gRPC and by curl, shut down and wait; nothing of it is worth a WARN [case 40]", async () => {
    const operator = bearer(server.token);
    const manager = client("ManagerService");
    const spec = { executor: "external", name: "adder", lineage: ["lab.Adder", "lyceum.Agent"] };
    const { launched } = await unary(manager, "Launch", { spec }, operator);
    const { agent } = launched.run;
    expect(launched.run).toMatchObject({ executor: "external", agent: { name: "adder" } });
    const add = ([a, b]: number[]) => a! + b!;
    const fail = () => {
      throw new RangeError("out of range");
    };
    const hosted = hostExternal(server.grpcUrl, launched.run_token, { add, fail });

    const invoke = (action: string, args: unknown) =>
      curl("AgentService/Invoke", { agent: { uid: agent.uid, role: "ROLE_AGENT" }, action, arguments: { data: json(args) } });
    expect(await invoke("add", [2, 3])).toEqual({ result: { mediaType: "application/json", data: json(5) } });
    expect(await invoke("fail", [])).toMatchObject({ failure: { type: "RangeError", message: "out of range", language: "proto" } });
    expect(await invoke("none", [])).toMatchObject({ code: "not_found", details: [{ debug: { reason: "ACTION_NOT_FOUND" } }] });
    expect(await curl("ExchangeService/Discover", { type: "lab.Adder" })).toMatchObject({ agents: [{ uid: agent.uid, name: "adder" }] });
    expect(await unary(client("AgentService"), "Ping", { agent }, operator)).toMatchObject({ phase: "AGENT_PHASE_RUNNING" });

    const waiting = all(manager.Wait({ targets: [{ agent }] }, operator));
    await unary(manager, "Shutdown", { target: { agent } }, operator);
    expect(await hosted).toEqual({ attempt: 1 });
    const events = await waiting;
    expect(events.at(0)).toMatchObject({ event: "states" });
    expect(events.at(-1)).toMatchObject({ end: { reason: "WAIT_END_REASON_CONDITION_MET", done: [{ uid: agent.uid }], pending: [] } });
    const { run: ended } = await unary(manager, "GetRun", { target: { agent } }, operator);
    expect(ended).toMatchObject({ state: "RUN_STATE_ENDED", outcome: "OUTCOME_SUCCEEDED" });
    const mailbox = await curl("ExchangeService/GetMailbox", { entity: { uid: agent.uid, role: "ROLE_AGENT" } });
    expect(mailbox.mailbox.status).toBe("MAILBOX_STATUS_TERMINATED");

    await server.app.stop();
    const loud = lines.filter((line) => !/"level":"(debug|info)"/.test(line));
    expect(loud).toEqual([]);
  });

  it("send, receive and settle by simple calls", async () => {
    const registered = async (name: string) => (await curl("ExchangeService/RegisterUser", { name })).registration;
    const [ada, bob] = [await registered("ada"), await registered("bob")];
    const envelope = { id: "m1", kind: "MESSAGE_KIND_EVENT", dest: bob.entity, action: "hello", body: json("hi") };
    expect(await curl("ExchangeService/Send", { token: ada.token, envelopes: [envelope] })).toEqual({ results: [{}] });
    const { session, deliveries } = await curl("ExchangeService/Receive", { token: bob.token, wait: "5s" });
    expect(deliveries).toMatchObject([{ attempt: 1, envelope: { id: "m1", src: { uid: ada.entity.uid }, body: json("hi") } }]);
    const settlements = [{ sequence: deliveries[0].sequence, kind: "SETTLEMENT_KIND_ACKNOWLEDGE" }];
    const ref = { sessionId: session.sessionId, resumeToken: session.resumeToken };
    expect(await curl("ExchangeService/Settle", { token: bob.token, session: ref, settlements })).toEqual({ results: [{}] });
    expect(await curl("ExchangeService/Receive", { token: bob.token, resume: ref, wait: "0s" })).toMatchObject({
      session: { resumed: true },
    });
  });

  it("are told what is wrong with a launch, and the server goes on", async () => {
    const operator = bearer(server.token);
    const manager = client("ManagerService");
    const refusal = async (request: object) =>
      statusDetails(await unary(manager, "Launch", request, operator).catch((each) => each)).reason;
    expect(await refusal({ spec: { kind: "nobody" } })).toBe("KIND_NOT_FOUND");
    expect(await refusal({ spec: { executor: "gpu" } })).toBe("EXECUTOR_NOT_FOUND");
    expect(await refusal({ manager_id: "nobody", spec: {} })).toBe("MANAGER_NOT_FOUND");
    expect(await unary(client("ExchangeService"), "GetServerInfo", {})).toMatchObject({ store: "memory" });
  });
});
