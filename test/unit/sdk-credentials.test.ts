import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backoffMs } from "../../clients/typescript/src/backoff.ts";
import { resolveToken, resolveUrl } from "../../clients/typescript/src/credentials.ts";
import { renewalDelayMs } from "../../clients/typescript/src/exchange/entity-token.ts";
import { isRepeatable } from "../../clients/typescript/src/retry.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-credentials-"));
  writeFileSync(join(folder, "token"), "from-data\n");
  writeFileSync(join(folder, "other"), "from-file\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const HERE = "http://127.0.0.1:50051";

describe("the credential", () => {
  it("is what was given, else of the environment, else of the server's data folder", () => {
    const LYCEUM_TOKEN_FILE = join(folder, "other");
    const all = { LYCEUM_TOKEN: "from-env", LYCEUM_TOKEN_FILE, LYCEUM_DATA: folder };
    expect(resolveToken("given", HERE, all)).toBe("given");
    expect(resolveToken(undefined, HERE, all)).toBe("from-env");
    expect(resolveToken(undefined, HERE, { LYCEUM_TOKEN_FILE, LYCEUM_DATA: folder })).toBe("from-file");
    expect(resolveToken(undefined, HERE, { LYCEUM_TOKEN: "", LYCEUM_DATA: folder })).toBe("from-data");
    expect(resolveToken(undefined, HERE, { LYCEUM_DATA: join(folder, "nowhere") })).toBeUndefined();
    expect(resolveToken(undefined, "https://elsewhere.example:50051", { LYCEUM_DATA: folder })).toBeUndefined();
  });

  it("of a file that was named must be there", () => {
    expect(() => resolveToken(undefined, HERE, { LYCEUM_TOKEN_FILE: join(folder, "nowhere") })).toThrow("ENOENT");
  });
});

describe("the url", () => {
  it("is what was given, else of the environment, else this machine's", () => {
    expect(resolveUrl("http://a:1", { LYCEUM_URL: "http://b:2" })).toBe("http://a:1");
    expect(resolveUrl(undefined, { LYCEUM_URL: "http://b:2" })).toBe("http://b:2");
    expect(resolveUrl(undefined, {})).toBe("http://127.0.0.1:50051");
  });
});

describe("a repeat", () => {
  it("is safe for reads, for what says how a thing shall be, and for what has a request id", () => {
    const { registerUser, terminate, requeue, getMailbox } = ExchangeService.method;
    expect(isRepeatable(getMailbox, {})).toBe(true);
    expect(isRepeatable(terminate, {})).toBe(true);
    expect(isRepeatable(requeue, {})).toBe(false);
    expect(isRepeatable(registerUser, { requestId: "" })).toBe(false);
    expect(isRepeatable(registerUser, { requestId: "r" })).toBe(true);
    expect(isRepeatable(ManagerService.method.launch, {})).toBe(false);
    expect(isRepeatable(ManagerService.method.shutdown, {})).toBe(true);
  });

  it("waits longer from time to time, to a maximum, never less than half of it", () => {
    for (let repeat = 0; repeat < 40; repeat += 1) {
      const full = Math.min(1_000, 10 * 2 ** repeat);
      const waitMs = backoffMs(repeat, { initialMs: 10, maxMs: 1_000 });
      expect(waitMs).toBeGreaterThanOrEqual(full / 2);
      expect(waitMs).toBeLessThanOrEqual(full);
    }
  });
});

describe("a token", () => {
  it("is renewed well before it ends, and never when it has no end", () => {
    expect(renewalDelayMs({ token: "t" }, 0)).toBeUndefined();
    expect(renewalDelayMs({ token: "t", expiresAtMs: 100_000 }, 0)).toBe(75_000);
    expect(renewalDelayMs({ token: "t", expiresAtMs: 0 }, 5_000)).toBe(1_000);
    expect(renewalDelayMs({ token: "t", expiresAtMs: 1e15 }, 0)).toBe(2 ** 31 - 1);
  });
});
