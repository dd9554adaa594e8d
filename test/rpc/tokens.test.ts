import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../src/core/journal.ts";
import { openTokenFile } from "../../src/rpc/token-file.ts";
import { openTokenKey } from "../../src/rpc/token-key.ts";
import { ENTITY_TOKEN_MS, Tokens } from "../../src/rpc/tokens.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { FakeClock } from "../support/fake-clock.ts";

const agent = { namespace: "lab", role: "agent", uid: "a1", fence: 4 } as const;
const attempt = { namespace: "lab", runId: "r1", attempt: 2, uid: "a1" } as const;

function kindOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as { kind?: string }).kind ?? error;
  }
}

describe("tokens", () => {
  const clock = new FakeClock();
  const tokens = new Tokens(Buffer.alloc(32, 1), clock);

  it("carry what they were issued for", () => {
    const { token, expiresAtMs } = tokens.issueEntity(agent);
    expect(expiresAtMs).toBe(clock.now() + ENTITY_TOKEN_MS);
    expect(tokens.verifyEntity(token)).toEqual({ ...agent, expiresAtMs });
    expect(tokens.verifyRun(tokens.issueRun(attempt))).toEqual(attempt);
  });

  it("are refused when missing, altered, of another key, or of the other kind", () => {
    const { token } = tokens.issueEntity(agent);
    const run = tokens.issueRun(attempt);
    const [head, mac] = token.split(".") as [string, string];
    const forged = `lye_${Buffer.from(JSON.stringify({ ns: "lab", role: "agent", uid: "other", fence: 4, exp: 9e15 })).toString("base64url")}.${mac}`;
    expect(kindOf(() => tokens.verifyEntity(""))).toBe("token_missing");
    for (const bad of [
      forged,
      head,
      `${head}.`,
      `${token}A`,
      token.slice(0, -4),
      "lye_.",
      "x".repeat(100_000),
      run,
      run.replace("lyr_", "lye_"),
    ]) {
      expect(kindOf(() => tokens.verifyEntity(bad))).toBe("token_invalid");
    }
    expect(kindOf(() => tokens.verifyRun(token))).toBe("token_invalid");
    expect(kindOf(() => new Tokens(Buffer.alloc(32, 2), clock).verifyEntity(token))).toBe("token_invalid");
  });

  it("of entities end, those of runs do not", async () => {
    const { token } = tokens.issueEntity(agent);
    const run = tokens.issueRun(attempt);
    await clock.advance(ENTITY_TOKEN_MS - 1);
    expect(tokens.verifyEntity(token).uid).toBe("a1");
    await clock.advance(1);
    expect(kindOf(() => tokens.verifyEntity(token))).toBe("token_expired");
    await clock.advance(30 * ENTITY_TOKEN_MS);
    expect(tokens.verifyRun(run)).toEqual(attempt);
  });
});

it("makes the key once for a store, so that tokens outlive a restart", async () => {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const first = await openTokenKey(store, new Journal(store, clock));
  const again = await openTokenKey(store, new Journal(store, clock));
  const other = new MemoryStore();
  expect(first).toHaveLength(32);
  expect(Buffer.from(again)).toEqual(Buffer.from(first));
  expect(Buffer.from(await openTokenKey(other, new Journal(other, clock)))).not.toEqual(Buffer.from(first));
});

describe("the token file", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lyceum-token-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is made for its owner's eyes alone, and read at the next start", async () => {
    const path = join(folder, "new", "token");
    expect(await openTokenFile(path, () => "a-secret-of-the-test")).toBe("a-secret-of-the-test");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toBe("a-secret-of-the-test\n");
    expect(await openTokenFile(path, () => "another-secret-of-the-test")).toBe("a-secret-of-the-test");
  });

  it("is refused when it holds no token", async () => {
    const path = join(folder, "token");
    for (const content of ["", "short\n", "two words that are long\n"]) {
      writeFileSync(path, content);
      await expect(openTokenFile(path, () => "unused")).rejects.toThrow("write one, or remove the file");
    }
  });
});
