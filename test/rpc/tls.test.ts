import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { GrpcTransport, type TlsOptions, UnavailableError } from "@lyceum/client";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ServerTls } from "../../src/rpc/server-tls.ts";
import { systemClock } from "../../src/system.ts";
import { Certificates, type Pair, readPair } from "../support/certificates.ts";
import { type Fronts, openFronts } from "../support/fronts.ts";

let certificates: Certificates;
let authority: Pair;
let stranger: Pair;
let server: Pair;
let client: Pair;
let expired: Pair;
let strangers: Pair;
let tls: ServerTls | undefined;
let fronts: Fronts | undefined;
let lines: Record<string, unknown>[] = [];

beforeAll(() => {
  certificates = new Certificates();
  authority = certificates.authority("ours");
  stranger = certificates.authority("theirs");
  server = certificates.issue(authority, "server");
  client = certificates.issue(authority, "client");
  expired = certificates.issue(authority, "expired", { days: -1 });
  strangers = certificates.issue(stranger, "stranger");
});

afterAll(() => certificates[Symbol.dispose]());

afterEach(async () => {
  await fronts?.[Symbol.asyncDispose]();
  tls?.[Symbol.dispose]();
  [fronts, tls, lines] = [undefined, undefined, []];
});

async function open(pair: Pair, { mutual = false, lookMs = 20 }: { mutual?: boolean; lookMs?: number } = {}): Promise<Fronts> {
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const clientCa = mutual ? authority.cert : undefined;
  tls = await ServerTls.open({ ...pair, clientCa }, { clock: systemClock, log, lookMs });
  fronts = await openFronts({ exchange: { getServerInfo: async () => ({ version: "1" }) } }, { tls });
  return fronts;
}

/** Asks both fronts who they are; tells by which each was reached. */
async function reached(options: TlsOptions): Promise<{ readonly grpc: boolean; readonly web: boolean }> {
  return { grpc: await reachedByGrpc(options), web: await reachedByWeb(options) };
}

async function reachedByGrpc(options: TlsOptions): Promise<boolean> {
  const transport = new GrpcTransport({ url: fronts!.grpcUrl, tls: options });
  try {
    await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: 1_000 });
    return true;
  } catch (error) {
    if (error instanceof UnavailableError || (error as { code?: string }).code === "DEADLINE_EXCEEDED") return false;
    throw error;
  } finally {
    transport.close();
  }
}

async function reachedByWeb({ ca, cert, key }: TlsOptions): Promise<boolean> {
  const buffers = [ca, cert, key].map((each) => (each === undefined ? undefined : Buffer.from(each)));
  const agent = new Agent({ ca: buffers[0], cert: buffers[1], key: buffers[2] });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const url = `${fronts!.webUrl}/lyceum.v1.ExchangeService/GetServerInfo`;
  const call = request(url, { method: "POST", agent, headers: { "content-type": "application/json" } }, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  });
  call.on("error", () => resolve(false));
  call.end("{}");
  try {
    return await promise;
  } finally {
    agent.destroy();
  }
}

const both = { grpc: true, web: true };
const neither = { grpc: false, web: false };

describe("TLS", () => {
  it("serves who trusts its authority, by both fronts [case 37]", async () => {
    await open(server);
    expect(await reached({ ca: readFileSync(authority.cert) })).toEqual(both);
  });

  it("is not believed by who trusts another authority, or once its certificate has ended", async () => {
    await open(server);
    expect(await reached({ ca: readFileSync(stranger.cert) })).toEqual(neither);
    await fronts![Symbol.asyncDispose]();
    await open(expired);
    expect(await reached({ ca: readFileSync(authority.cert) })).toEqual(neither);
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, msg: "the TLS certificate of the server has expired" }));
  });

  it("is not believed under an address or name that its certificate lacks", async () => {
    await open(certificates.issue(authority, "elsewhere", { names: "DNS:elsewhere.example,IP:127.0.0.2" }));
    expect(await reached({ ca: readFileSync(authority.cert) })).toEqual(neither);
  });

  it("speaks no version before 1.2, and no plaintext", async () => {
    await open(server);
    for (const url of [fronts!.grpcUrl, fronts!.webUrl]) {
      const { hostname, port } = new URL(url);
      const refused = Promise.withResolvers<Error>();
      const socket = tlsConnect({
        host: hostname,
        port: Number(port),
        ca: readFileSync(authority.cert),
        maxVersion: "TLSv1.1",
        minVersion: "TLSv1",
      });
      socket.on("error", refused.resolve);
      expect(await refused.promise).toBeInstanceOf(Error);
      await expect(fetch(`http://${hostname}:${port}/`)).rejects.toThrow();
    }
  });

  it("is refused a key that is another certificate's", async () => {
    const options = { clock: systemClock, log: pino({ level: "silent" }) };
    await expect(ServerTls.open({ cert: server.cert, key: client.key }, options)).rejects.toThrow();
    await expect(ServerTls.open({ cert: server.cert, key: join(certificates.folder, "nowhere") }, options)).rejects.toThrow("ENOENT");
  });
});

describe("mutual TLS", () => {
  it("serves who shows a certificate of the authority, by both fronts", async () => {
    await open(server, { mutual: true });
    expect(await reached({ ca: readFileSync(authority.cert), ...readPair(client) })).toEqual(both);
  });

  it("refuses who shows none, one of another authority, or one that has ended", async () => {
    await open(server, { mutual: true });
    const ca = readFileSync(authority.cert);
    expect(await reached({ ca })).toEqual(neither);
    expect(await reached({ ca, ...readPair(strangers) })).toEqual(neither);
    expect(await reached({ ca, ...readPair(expired) })).toEqual(neither);
  });
});

describe("certificates that change", () => {
  const files = (): Pair => ({ cert: join(certificates.folder, "now.pem"), key: join(certificates.folder, "now.key") });

  function install(pair: Pair): void {
    copyFileSync(pair.key, files().key);
    copyFileSync(pair.cert, files().cert);
  }

  it("are taken without a restart, by both fronts [case 37]", async () => {
    install(server);
    await open(files());
    const other = certificates.issue(stranger, "server");
    const changed = Promise.withResolvers<void>();
    tls!.onChange(() => changed.resolve());
    install(other);
    await changed.promise;
    expect(await reached({ ca: readFileSync(authority.cert) })).toEqual(neither);
    expect(await reached({ ca: readFileSync(stranger.cert) })).toEqual(both);
  });

  it("leave the old ones where they cannot be used, and are looked at again", async () => {
    install(server);
    await open(files(), { lookMs: 3_600_000 });
    writeFileSync(files().cert, "half of a certif");
    await tls!.look();
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringContaining("cannot be used") }));
    expect(await reached({ ca: readFileSync(authority.cert) })).toEqual(both);
    install(certificates.issue(stranger, "server"));
    await tls!.look();
    expect(await reached({ ca: readFileSync(stranger.cert) })).toEqual(both);
  });
});
