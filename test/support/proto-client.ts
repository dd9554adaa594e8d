import { fileURLToPath } from "node:url";
import { type ChannelOptions, type Client, credentials, loadPackageDefinition, Metadata, type ServiceError } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const PROTO_ROOT = fileURLToPath(new URL("../../proto", import.meta.url));

const FILES = ["exchange", "manager", "agent", "runner"].map((name) => `lyceum/v1/${name}.proto`);

/** A service of the API. */
export type Service = "ExchangeService" | "ManagerService" | "AgentService" | "RunnerService";

/** What a call of an untyped client takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: a client made from .proto files at run time has no types, as in many languages.
export type Untyped = any;

let loaded: Untyped;

/** A client that shares no code with the server: grpc-js with messages made from the .proto files at run time. */
export function protoClient(url: string, service: Service, options: ChannelOptions = {}): Client & Untyped {
  loaded ??= load();
  return new loaded.lyceum.v1[service](url.replace(/^http:\/\//, ""), credentials.createInsecure(), options);
}

function load(): Untyped {
  const definition = loadSync(FILES, {
    includeDirs: [PROTO_ROOT],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return loadPackageDefinition(definition);
}

/** Metadata with a credential, and more. */
export function bearer(token: string, more: Record<string, string> = {}): Metadata {
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(more)) metadata.set(name, value);
  return metadata;
}

/** Makes a unary call of an untyped client. @throws ServiceError */
export function unary(client: Untyped, method: string, request: object, metadata = new Metadata(), options: object = {}): Promise<Untyped> {
  return new Promise((resolve, reject) => {
    client[method](request, metadata, options, (error: ServiceError | null, answer: Untyped) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}
