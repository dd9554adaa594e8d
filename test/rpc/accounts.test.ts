import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceError } from "@grpc/grpc-js";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AccountTable, hashOf, openAccountFile } from "../../src/rpc/account-file.ts";
import type { Principal } from "../../src/rpc/service.ts";
import type { WatchedFiles } from "../../src/rpc/watched-files.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Fronts, OPERATOR, openFronts, type PartialHandlers } from "../support/fronts.ts";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { type StatusDetails, statusDetails } from "../support/status.ts";

const TOKEN = "a-token-of-the-test-1";
const OTHER = "a-token-of-the-test-2";

let folder: string;
let path: string;
let clock: FakeClock;
let lines: Record<string, unknown>[];
let file: WatchedFiles<AccountTable> | undefined;
let fronts: Fronts | undefined;
let client: Untyped;
let last: Principal | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-accounts-"));
  path = join(folder, "accounts.yaml");
  [clock, lines] = [new FakeClock(), []];
});

afterEach(async () => {
  client?.close();
  await fronts?.[Symbol.asyncDispose]();
  file?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
  [client, fronts, file, last] = [undefined, undefined, undefined, undefined];
});

function write(text: string, mode = 0o600): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}

async function read(text: string, mode?: number): Promise<AccountTable> {
  write(text, mode);
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  file = await openAccountFile(path, { clock, log });
  return file.value;
}

async function serve(text: string, handlers: PartialHandlers["exchange"] = {}): Promise<void> {
  await read(text);
  const terminate = async (_: unknown, call: { principal: Principal }) => {
    last = call.principal;
    return {};
  };
  fronts = await openFronts({ exchange: { terminate, ...handlers } }, { accounts: () => file!.value, clock });
  client = protoClient(fronts.grpcUrl, "ExchangeService");
}

/** Calls; tells who was seen to call. */
async function whoIs(token: string, more: Record<string, string> = {}): Promise<Principal> {
  await unary(client, "Terminate", {}, bearer(token, more));
  return last!;
}

async function refusal(token: string, more: Record<string, string> = {}): Promise<StatusDetails> {
  return statusDetails((await unary(client, "Terminate", {}, bearer(token, more)).catch((each) => each)) as ServiceError);
}

describe("an account", () => {
  it("is known by its token or by the token's hash, with role, namespaces and groups", async () => {
    await serve(`
accounts:
  - {name: ada, token: ${TOKEN}, role: member, namespaces: [lab, home], groups: [physics]}
  - {name: ci, hash: "sha256:${hashOf(OTHER)}", role: admin, subject: robots}
`);
    expect(await whoIs(TOKEN)).toMatchObject({
      subject: "account/ada",
      kind: "account",
      role: "member",
      namespace: "lab",
      groups: ["physics"],
    });
    expect(await whoIs(TOKEN, { "lyceum-namespace": "home" })).toMatchObject({ namespace: "home" });
    expect(await whoIs(OTHER, { "lyceum-namespace": "anywhere" })).toMatchObject({
      subject: "account/robots",
      role: "admin",
      namespace: "anywhere",
    });
    expect(await whoIs(OPERATOR)).toMatchObject({ subject: "operator", role: "admin", namespace: "default" });
  });

  it("calls in the default namespace where it names none, and never in one that it lacks", async () => {
    await serve(`
accounts:
  - {name: ada, token: ${TOKEN}, role: operator}
  - {name: bob, token: ${OTHER}, role: viewer, namespaces: "*"}
`);
    expect(await whoIs(TOKEN)).toMatchObject({ namespace: "default" });
    expect(await refusal(TOKEN, { "lyceum-namespace": "lab" })).toMatchObject({ reason: "NOT_PERMITTED", facts: { namespace: "lab" } });
    expect(await refusal(TOKEN, { "lyceum-namespace": "a b" })).toMatchObject({ reason: "INVALID_FIELD" });
  });

  it("may read, not act, where it is a viewer", async () => {
    await serve(`accounts: [{name: bob, token: ${OTHER}, role: viewer}]`, { discover: async () => ({ agents: [] }) });
    expect(await unary(client, "Discover", {}, bearer(OTHER))).toMatchObject({ agents: [] });
    expect(await refusal(OTHER)).toMatchObject({ code: 7, reason: "NOT_PERMITTED" });
    expect(last).toBeUndefined();
  });

  it("is known no more once its time is over", async () => {
    await serve(`accounts: [{name: ada, token: ${TOKEN}, role: member, expires: "${new Date(clock.now() + 60_000).toISOString()}"}]`);
    await whoIs(TOKEN);
    await clock.advance(60_000);
    expect(await refusal(TOKEN)).toMatchObject({ code: 16, reason: "TOKEN_EXPIRED" });
  });
});

describe("a file of accounts", () => {
  it.each<[string, string, string, number?]>([
    ["others can read its tokens", `accounts: [{name: a, token: ${TOKEN}, role: member}]`, "others may read", 0o640],
    ["others can write it", `accounts: [{name: a, hash: "sha256:${hashOf(TOKEN)}", role: member}]`, "others may write", 0o620],
    ["it is no YAML", "accounts: [", "it is no YAML"],
    ["a key is not known", "accounts: []\nusers: []", "users"],
    ["a token is short", "accounts: [{name: a, token: short, role: member}]", "accounts.0.token is wrong"],
    ["a role is not known", `accounts: [{name: a, token: ${TOKEN}, role: root}]`, "accounts.0.role is wrong"],
    ["an account has neither token nor hash", "accounts: [{name: a, role: member}]", "either a token or the hash"],
    [
      "a namespace is malformed",
      `accounts: [{name: a, token: ${TOKEN}, role: member, namespaces: [a/b]}]`,
      "accounts.0.namespaces.0 is wrong",
    ],
    [
      "two have one name",
      `accounts: [{name: a, token: ${TOKEN}, role: member}, {name: a, token: ${OTHER}, role: member}]`,
      "two accounts are named a",
    ],
    [
      "two have one token",
      `accounts: [{name: a, token: ${TOKEN}, role: member}, {name: b, token: ${TOKEN}, role: member}]`,
      "has the token of another",
    ],
  ])("is refused where %s, without a word of its tokens", async (_why, text, says, mode) => {
    const error = await read(text, mode).then(
      () => new Error("it was taken"),
      (each: Error) => each,
    );
    expect(error.message).toContain(says);
    expect(error.message).not.toContain(TOKEN);
  });

  it("may be read by others where it has hashes alone", async () => {
    expect((await read(`accounts: [{name: a, hash: "sha256:${hashOf(TOKEN)}", role: member}]`, 0o644)).size).toBe(1);
  });

  it("is read again when it changes, and stays as it was where it cannot be used", async () => {
    await serve(`accounts: [{name: ada, token: ${TOKEN}, role: viewer}]`);
    expect(await refusal(TOKEN)).toMatchObject({ reason: "NOT_PERMITTED" });
    write(`accounts: [{name: ada, token: ${TOKEN}, role: member}]`);
    await file!.look();
    expect(await whoIs(TOKEN)).toMatchObject({ role: "member" });
    write(`accounts: [{name: ada, token: ${OTHER}, role: nobody}]`);
    await file!.look();
    expect(await whoIs(TOKEN)).toMatchObject({ role: "member" });
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, why: expect.stringContaining("accounts.0.role is wrong") }));
    write(`accounts: [{name: ada, token: ${OTHER}, role: member}]`);
    await file!.look();
    expect(await refusal(TOKEN)).toMatchObject({ reason: "TOKEN_INVALID" });
    expect(JSON.stringify(lines)).not.toContain("a-token-of-the-test");
  });
});

describe("a stream", () => {
  async function* forever(_: unknown, { signal }: { readonly signal: AbortSignal }) {
    yield { deliveries: [] };
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    signal.throwIfAborted();
  }

  async function listening(token: string): Promise<{ readonly ended: Promise<ServiceError> }> {
    const stream = client.Listen({}, bearer(token));
    const ended = new Promise<ServiceError>((resolve) => stream.on("error", resolve));
    await new Promise((resolve) => stream.once("data", resolve));
    return { ended };
  }

  it("ends with TOKEN_EXPIRED when the time of its credential is over, however the clock is set", async () => {
    await serve(`accounts: [{name: ada, token: ${TOKEN}, role: member, expires: "${new Date(clock.now() + 3_600_000).toISOString()}"}]`, {
      listen: forever,
    });
    const { ended } = await listening(TOKEN);
    await clock.advance(3_600_000);
    expect(statusDetails(await ended)).toMatchObject({ code: 16, reason: "TOKEN_EXPIRED" });
  });

  it("ends with TOKEN_INVALID when its credential is taken back", async () => {
    await serve(`accounts: [{name: ada, token: ${TOKEN}, role: member}, {name: bob, token: ${OTHER}, role: member}]`, { listen: forever });
    const { ended } = await listening(TOKEN);
    await listening(OTHER);
    fronts!.dispatcher.revoke((credential) => credential === "account/ada");
    expect(statusDetails(await ended)).toMatchObject({ code: 16, reason: "TOKEN_INVALID" });
    expect(fronts!.audited).toContainEqual(expect.objectContaining({ decision: "deny", who: "account/ada", reason: "TOKEN_INVALID" }));
    expect(fronts!.audited).not.toContainEqual(expect.objectContaining({ who: "account/bob" }));
  });
});

describe("the audit", () => {
  it("has calls that change something, and every refusal, with who, what, on what, where from", async () => {
    await serve(`accounts: [{name: ada, token: ${TOKEN}, role: member, namespaces: [lab]}, {name: bob, token: ${OTHER}, role: viewer}]`, {
      discover: async () => ({ agents: [] }),
    });
    await unary(client, "Terminate", { entity: { uid: "a1", role: "ROLE_AGENT" } }, bearer(TOKEN));
    await unary(client, "Discover", {}, bearer(TOKEN));
    await refusal(OTHER);
    await refusal("nobody's token");
    const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
    const common = { what: "ExchangeService/Terminate", peer, front: "grpc" };
    expect(fronts!.audited).toEqual([
      expect.objectContaining({ ...common, decision: "allow", who: "account/ada", role: "member", on: "a1", ns: "lab", outcome: "OK" }),
      expect.objectContaining({ ...common, decision: "deny", who: "account/bob", reason: "NOT_PERMITTED" }),
      expect.objectContaining({ ...common, decision: "deny", who: "anonymous", reason: "TOKEN_INVALID" }),
    ]);
  });

  it("has who calls by the web, too", async () => {
    await serve(`accounts: [{name: bob, token: ${OTHER}, role: viewer}]`);
    const headers = { "content-type": "application/json", authorization: `Bearer ${OTHER}` };
    const answer = await fetch(`${fronts!.webUrl}/lyceum.v1.ExchangeService/Terminate`, { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(403);
    expect(fronts!.audited).toMatchObject([
      { decision: "deny", who: "account/bob", front: "web", peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    ]);
  });
});
