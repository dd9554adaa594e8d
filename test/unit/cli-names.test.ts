import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorOf } from "@lyceum/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNamed } from "../../src/cli/agent-name.ts";
import { CliError, reportOf } from "../../src/cli/cli-error.ts";
import { readConnection } from "../../src/cli/connection.ts";

describe("names of agents", () => {
  const agents = [
    { uid: "abc1", name: "one" },
    { uid: "abc2", name: "two" },
    { uid: "def3", name: "two" },
    { uid: "two", name: "three" },
    { uid: "e", name: "abc" },
  ];
  const find = (text: string) => findNamed(text, agents, ({ uid, name }) => ({ ids: [uid], name }))?.uid;

  it("are uids first, then names, then beginnings of uids", () => {
    expect(["abc1", "one", "two", "abc", "d", "nobody"].map(find)).toEqual(["abc1", "abc1", "two", "e", "def3", undefined]);
  });

  it("must mean one agent", () => {
    const ambiguous = expect.objectContaining({ reason: "AMBIGUOUS_NAME", code: 2, message: expect.stringContaining("abc1, abc2") });
    expect(() => find("ab")).toThrow(ambiguous);
    expect(() => findNamed("two", agents.slice(0, 3), ({ uid, name }) => ({ ids: [uid], name }))).toThrow("names 2 agents");
  });
});

describe("a connection", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lyceum-cli-"));
    mkdirSync(join(folder, "lyceum-data"));
    writeFileSync(join(folder, "lyceum-data", "token"), "own\n");
    writeFileSync(join(folder, "other"), "other\n");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (options: Parameters<typeof readConnection>[0] = {}, env: Record<string, string> = {}) =>
    readConnection(options, { env, cwd: folder });

  it("goes to this machine by default, with the token of the server in this folder", () => {
    expect(read()).toMatchObject({ url: "http://127.0.0.1:50051", token: "own", namespace: undefined });
  });

  it("takes options before the environment", () => {
    const env = { LYCEUM_URL: "http://env:1", LYCEUM_TOKEN: "env", LYCEUM_TOKEN_FILE: "nowhere", LYCEUM_NAMESPACE: "lab" };
    expect(read({}, env)).toMatchObject({ url: "http://env:1", token: "env", namespace: "lab" });
    expect(read({ url: "host:2", tokenFile: "other", namespace: "n" }, env)).toMatchObject({
      url: "http://host:2",
      token: "other",
      namespace: "n",
    });
    expect(read({}, { LYCEUM_TOKEN_FILE: join(folder, "other") }).token).toBe("other");
  });

  it("never sends the token of this folder to another machine", () => {
    expect(read({ url: "http://example.org:50051" }).token).toBeUndefined();
    expect(read({ url: "http://127.0.0.1.example.org" }).token).toBeUndefined();
    for (const url of ["localhost:1", "https://[::1]:1", "127.0.0.2"]) expect(read({ url }).token).toBe("own");
  });

  it("finds the data folder that the environment names, and needs none", () => {
    expect(read({}, { LYCEUM_DATA: "nowhere" }).token).toBeUndefined();
    expect(read({}, { LYCEUM_DATA: join(folder, "lyceum-data") }).token).toBe("own");
  });

  it.each([
    [{ url: "ftp://x" }, {}, "BAD_URL"],
    [{ url: "http://x/path" }, {}, "BAD_URL"],
    [{ tokenFile: "nowhere" }, {}, "TOKEN_FILE_UNREADABLE"],
    [{}, { LYCEUM_TOKEN: "two words" }, "BAD_TOKEN"],
    [{ namespace: "two words" }, {}, "BAD_NAMESPACE"],
  ])("is refused for %j %j: %s", (options, env, reason) => {
    expect(() => read(options, env)).toThrow(expect.objectContaining({ reason, code: 2 }));
  });
});

describe("errors", () => {
  it("have the exit code of their sort, and say what to do", () => {
    expect(reportOf(new CliError("no", { reason: "USAGE" }))).toMatchObject({ exitCode: 2, reason: "USAGE" });
    const missing = reportOf(errorOf("no kind", { reason: "KIND_NOT_FOUND", facts: { kind: "x" } }));
    expect(missing).toMatchObject({ exitCode: 3, reason: "KIND_NOT_FOUND", facts: { kind: "x" } });
    expect(missing?.message).toContain("--agents");
    expect(reportOf(errorOf("late", { reason: "EXPIRED" }))).toMatchObject({ exitCode: 124 });
    expect(reportOf(errorOf("gone", { code: "UNAVAILABLE" }))).toMatchObject({ exitCode: 3, reason: "UNAVAILABLE" });
    expect(reportOf(new TypeError("bug"))).toBeUndefined();
  });
});
