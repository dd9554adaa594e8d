import { type ServiceError, status } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import type { Call } from "../../src/rpc/service.ts";
import { type Fronts, type FrontsOptions, OPERATOR, openFronts, type PartialHandlers } from "../support/fronts.ts";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { statusDetails } from "../support/status.ts";

let fronts: Fronts | undefined;
const clients: { close(): void }[] = [];

async function open(handlers: PartialHandlers, options?: FrontsOptions): Promise<Fronts> {
  fronts = await openFronts(handlers, options);
  return fronts;
}

function client(service: Parameters<typeof protoClient>[1]): Untyped {
  const made = protoClient(fronts!.grpcUrl, service);
  clients.push(made);
  return made;
}

const operator = bearer(OPERATOR);

afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await fronts?.[Symbol.asyncDispose]();
  fronts = undefined;
});

describe("credentials", () => {
  const whoami: PartialHandlers = {
    exchange: { getServerInfo: async () => ({ version: "1" }), terminate: async (_, { principal }) => seen(principal) },
  };
  let last: Call["principal"] | undefined;
  const seen = (principal: Call["principal"]) => {
    last = principal;
    return {};
  };

  it("refuses a call without one, with the reason", async () => {
    await open(whoami);
    const error = (await unary(client("ExchangeService"), "Terminate", {}).catch((each) => each)) as ServiceError;
    expect(error.code).toBe(status.UNAUTHENTICATED);
    expect(statusDetails(error).reason).toBe("TOKEN_MISSING");
  });

  it("refuses a wrong one, without reading the request", async () => {
    await open(whoami);
    const error = (await unary(client("ExchangeService"), "Terminate", {}, bearer(`${OPERATOR}x`)).catch((each) => each)) as ServiceError;
    expect(statusDetails(error)).toMatchObject({ code: 16, reason: "TOKEN_INVALID" });
  });

  it("knows operators, entities and runs apart", async () => {
    const { tokens } = await open(whoami);
    const exchange = client("ExchangeService");
    await unary(exchange, "Terminate", {}, operator);
    expect(last).toMatchObject({ subject: "operator", namespace: "default", kind: "account", role: "admin" });
    const entity = tokens.issueEntity({ namespace: "lab", role: "agent", uid: "a1", fence: 3 }).token;
    await unary(exchange, "Terminate", {}, bearer(entity));
    expect(last).toEqual({
      subject: "agent/a1",
      namespace: "lab",
      kind: "entity",
      role: "member",
      groups: [],
      expiresAtMs: expect.any(Number),
      entity: { uid: "a1", role: "agent", name: "" },
      fence: 3,
    });
    await unary(exchange, "Terminate", {}, bearer(tokens.issueRun({ namespace: "lab", runId: "r1", attempt: 2, uid: "a1" })));
    expect(last).toEqual({ subject: "agent/a1", namespace: "lab", kind: "run", role: "member", groups: [], runId: "r1", attempt: 2 });
  });

  it("lets anybody ask what the server is", async () => {
    await open(whoami);
    expect(await unary(client("ExchangeService"), "GetServerInfo", {})).toMatchObject({ version: "1" });
  });

  it("takes everyone as operator where authentication is off, hosts as hosts", async () => {
    const { tokens } = await open(whoami, { operatorToken: null });
    const exchange = client("ExchangeService");
    await unary(exchange, "Terminate", {}, bearer("whatever", { "lyceum-namespace": "lab" }));
    expect(last).toMatchObject({ kind: "account", role: "admin", namespace: "lab" });
    await unary(exchange, "Terminate", {}, bearer(tokens.issueRun({ namespace: "lab", runId: "r1", attempt: 2, uid: "a1" })));
    expect(last).toMatchObject({ kind: "run", runId: "r1" });
  });

  it("refuses a malformed namespace by field", async () => {
    await open(whoami);
    const error = (await unary(client("ExchangeService"), "Terminate", {}, bearer(OPERATOR, { "lyceum-namespace": "a/b" })).catch(
      (each) => each,
    )) as ServiceError;
    expect(statusDetails(error)).toMatchObject({ reason: "INVALID_FIELD", fields: ["lyceum-namespace"] });
  });
});
