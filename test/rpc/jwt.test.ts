import { createHmac } from "node:crypto";
import type { ServiceError } from "@grpc/grpc-js";
import { OAuth2Server } from "oauth2-mock-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asymmetricAlgorithms, type IssuerConfig, JwtIssuer, type JwtIssuerOptions } from "../../src/rpc/jwt-issuer.ts";
import { JwtVerifier } from "../../src/rpc/jwt-verifier.ts";
import type { Principal } from "../../src/rpc/service.ts";
import { systemClock } from "../../src/system.ts";
import { type Fronts, openFronts } from "../support/fronts.ts";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { type StatusDetails, statusDetails } from "../support/status.ts";

let provider: OAuth2Server;
let fronts: Fronts | undefined;
let client: Untyped;
let last: Principal | undefined;

beforeAll(async () => {
  provider = new OAuth2Server();
  await provider.issuer.keys.generate("RS256", { kid: "first" });
  await provider.start(undefined, "127.0.0.1");
});

afterAll(() => provider.stop());

beforeEach(() => {
  last = undefined;
});

afterEach(async () => {
  client?.close();
  await fronts?.[Symbol.asyncDispose]();
  [client, fronts] = [undefined, undefined];
});

type Claims = Record<string, unknown>;

const CLAIMS = { sub: "ada", aud: "lyceum", lyceum_role: "member", lyceum_namespaces: ["lab"], groups: ["physics", "optics"] };

/** A token of the provider. An undefined claim is left out. */
function token(claims: Claims = {}, { kid = "first", header = {} as Claims, from = provider } = {}): Promise<string> {
  return from.issuer.buildToken({
    kid,
    scopesOrTransform: (head, payload) => {
      Object.assign(head, header);
      Object.assign(payload, CLAIMS, claims);
      for (const [name, value] of Object.entries(claims)) if (value === undefined) delete payload[name];
    },
  });
}

async function serve(config: Partial<IssuerConfig> = {}, options: Partial<JwtIssuerOptions> = {}): Promise<void> {
  const issuer: IssuerConfig = {
    name: "campus",
    issuer: provider.issuer.url!,
    audience: ["lyceum"],
    algorithms: asymmetricAlgorithms,
    clockSkewMs: 30_000,
    claims: { subject: "sub", role: "lyceum_role", namespaces: "lyceum_namespaces", groups: "groups" },
    ...config,
  };
  const jwts = new JwtVerifier([new JwtIssuer(issuer, { clock: systemClock, ...options })], systemClock);
  const terminate = async (_: unknown, call: { principal: Principal }) => {
    last = call.principal;
    return {};
  };
  fronts = await openFronts({ exchange: { terminate } }, { jwts });
  client = protoClient(fronts.grpcUrl, "ExchangeService");
}

async function whoIs(credential: string, more: Record<string, string> = {}): Promise<Principal> {
  await unary(client, "Terminate", {}, bearer(credential, more));
  return last!;
}

async function refusal(credential: string): Promise<StatusDetails> {
  const outcome = await unary(client, "Terminate", {}, bearer(credential)).then(
    () => new Error("it was taken"),
    (error: ServiceError) => error,
  );
  if (!("metadata" in outcome)) throw outcome;
  return statusDetails(outcome);
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

describe("a JWT of a trusted issuer", () => {
  it("says who calls, as what, where, in which groups, and until when", async () => {
    await serve();
    const exp = inSeconds(600);
    expect(await whoIs(await token({ exp }))).toMatchObject({
      subject: "jwt/campus/ada",
      kind: "account",
      role: "member",
      namespace: "lab",
      groups: ["physics", "optics"],
      expiresAtMs: exp * 1_000 + 30_000,
    });
  });

  it("is verified with whichever asymmetric algorithm the issuer signs", async () => {
    await serve();
    for (const alg of ["ES256", "PS256", "EdDSA"]) {
      await provider.issuer.keys.generate(alg, { kid: alg });
    }
    for (const kid of ["ES256", "PS256", "EdDSA"])
      expect(await whoIs(await token({ sub: kid }, { kid }))).toMatchObject({ subject: `jwt/campus/${kid}` });
  });

  it("has its claims where the operator says that they are", async () => {
    await serve({
      claims: { subject: "email", role: "realm_access.roles", namespaces: "https://lyceum/namespaces", groups: "resource.groups" },
      roles: { "lab-admins": "operator", everybody: "viewer" },
    });
    const claims = {
      email: "ada@example.org",
      realm_access: { roles: ["everybody", "lab-admins"] },
      "https://lyceum/namespaces": "lab home",
      resource: { groups: "g1 g2" },
    };
    const credential = await token(claims);
    expect(await whoIs(credential, { "lyceum-namespace": "home" })).toMatchObject({
      subject: "jwt/campus/ada@example.org",
      role: "operator",
      namespace: "home",
      groups: ["g1", "g2"],
    });
  });

  it("gets the defaults where its claims say nothing, and is refused where there are none", async () => {
    const bare = await token({ lyceum_role: undefined, lyceum_namespaces: undefined, groups: undefined });
    await serve({ defaultRole: "member", defaultNamespaces: ["shared"] });
    expect(await whoIs(bare)).toMatchObject({ role: "member", namespace: "shared", groups: [] });
    client.close();
    await fronts![Symbol.asyncDispose]();
    await serve();
    expect(await refusal(bare)).toMatchObject({ code: 16, reason: "TOKEN_INVALID", facts: { claim: "lyceum_role" } });
    expect(await refusal(await token({ lyceum_role: "root" }))).toMatchObject({ facts: { claim: "lyceum_role" } });
    expect(await refusal(await token({ lyceum_namespaces: ["a/b"] }))).toMatchObject({ facts: { claim: "lyceum_namespaces" } });
    expect(await refusal(await token({ sub: undefined }))).toMatchObject({ facts: { claim: "sub" } });
  });
});

describe("a JWT is refused", () => {
  it.each<[string, Claims, string, string | undefined]>([
    ["made for somebody else", { aud: "another" }, "TOKEN_INVALID", "aud"],
    ["made for nobody", { aud: undefined }, "TOKEN_INVALID", "aud"],
    ["without an end", { exp: undefined }, "TOKEN_INVALID", "exp"],
    ["that is not valid yet", { nbf: inSeconds(120) }, "TOKEN_INVALID", "nbf"],
    ["whose time is over", { exp: inSeconds(-120) }, "TOKEN_EXPIRED", undefined],
  ])("%s", async (_what, claims, reason, claim) => {
    await serve();
    expect(await refusal(await token(claims))).toMatchObject({
      code: 16,
      reason,
      retryMs: undefined,
      facts: claim === undefined ? {} : { claim },
    });
  });

  it("of an issuer that is not trusted, also where its key is", async () => {
    await serve();
    expect(await refusal(await token({ iss: "https://elsewhere.example" }))).toMatchObject({ reason: "TOKEN_INVALID" });
  });

  it("signed by nobody, by a shared secret, or with the public key as one", async () => {
    await serve();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const payload = part({ ...CLAIMS, iss: provider.issuer.url, exp: inSeconds(600) });
    const unsigned = `${part({ alg: "none", kid: "first" })}.${payload}.`;
    expect(await refusal(unsigned)).toMatchObject({ reason: "TOKEN_INVALID" });
    const text = `${part({ alg: "HS256", kid: "first" })}.${payload}`;
    for (const secret of ["secret", JSON.stringify(provider.issuer.keys.toJSON()[0])]) {
      expect(await refusal(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`)).toMatchObject({
        reason: "TOKEN_INVALID",
      });
    }
  });

  it("with an algorithm that the operator did not name", async () => {
    await serve({ algorithms: ["ES256"] });
    expect(await refusal(await token())).toMatchObject({ reason: "TOKEN_INVALID" });
  });

  it("changed after it was signed, or signed by another key of the same name", async () => {
    await serve();
    const [head, , signature] = (await token()).split(".");
    const forged = Buffer.from(JSON.stringify({ ...CLAIMS, iss: provider.issuer.url, exp: inSeconds(600), lyceum_role: "admin" }));
    expect(await refusal(`${head}.${forged.toString("base64url")}.${signature}`)).toMatchObject({ reason: "TOKEN_INVALID" });
    const impostor = new OAuth2Server();
    await impostor.issuer.keys.generate("RS256", { kid: "first" });
    impostor.issuer.url = provider.issuer.url;
    expect(await refusal(await token({}, { from: impostor }))).toMatchObject({ reason: "TOKEN_INVALID" });
    for (const garbage of ["a.b.c", "..", "e30.e30.", `${"x".repeat(20_000)}.b.c`]) {
      expect(await refusal(garbage)).toMatchObject({ reason: "TOKEN_INVALID" });
    }
  });

  it("no earlier and no later than the clocks may differ", async () => {
    await serve({ clockSkewMs: 60_000 });
    expect(await whoIs(await token({ exp: inSeconds(-40) }))).toMatchObject({ subject: "jwt/campus/ada" });
    expect(await whoIs(await token({ nbf: inSeconds(40) }))).toMatchObject({ subject: "jwt/campus/ada" });
    expect(await refusal(await token({ exp: inSeconds(-80) }))).toMatchObject({ reason: "TOKEN_EXPIRED" });
  });
});

describe("the keys of an issuer", () => {
  it("are asked for again when a token names a new one, and no more often than may be", async () => {
    await serve({}, { cooldownMs: 0 });
    await whoIs(await token());
    await provider.issuer.keys.generate("ES256", { kid: "rotated" });
    expect(await whoIs(await token({ sub: "bob" }, { kid: "rotated" }))).toMatchObject({ subject: "jwt/campus/bob" });
    client.close();
    await fronts![Symbol.asyncDispose]();
    await serve({}, { cooldownMs: 3_600_000 });
    await whoIs(await token());
    await provider.issuer.keys.generate("ES256", { kid: "too soon" });
    expect(await refusal(await token({}, { kid: "too soon" }))).toMatchObject({ reason: "TOKEN_INVALID" });
  });

  it("that cannot be had are no fault of the caller: it may try again", async () => {
    await serve({ issuer: "http://127.0.0.1:1" });
    const elsewhere = await token({ iss: "http://127.0.0.1:1" });
    expect(await refusal(elsewhere)).toMatchObject({ code: 16, reason: "TOKEN_INVALID", retryMs: 5_000 });
    client.close();
    await fronts![Symbol.asyncDispose]();
    await serve({ jwks: `${provider.issuer.url}/nowhere` });
    expect(await refusal(await token())).toMatchObject({ reason: "TOKEN_INVALID", retryMs: 5_000 });
  });

  it("are not taken from an issuer that calls itself something else", async () => {
    const url = provider.issuer.url!;
    const alias = url.includes("localhost") ? url.replace("localhost", "127.0.0.1") : url.replace("127.0.0.1", "localhost");
    await serve({ issuer: alias });
    expect(await refusal(await token({ iss: alias }))).toMatchObject({ reason: "TOKEN_INVALID" });
  });
});
