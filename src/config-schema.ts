import { z } from "zod";
import { issuersSchema } from "./config-auth.ts";
import { DEFAULT_LIMITS, type Limits } from "./core/limits.ts";
import { isNamespace } from "./rpc/identity.ts";

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[^[\]:]+):(\d{1,5})$/;
const MAX_PORT = 65_535;

/** A listen address. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A duration as text (`500ms`, `10s`, `2m`, `1h`), read as milliseconds. */
export const duration = z.string().transform((text, context) => {
  const match = DURATION.exec(text);
  if (match !== null) return Number(match[1]) * UNIT_MS[match[2]!]!;
  context.addIssue({ code: "custom", message: "write a duration such as 500ms, 10s, 2m or 1h" });
  return z.NEVER;
});

/** `host:port`, with an IPv6 host in brackets. */
export const address = z.string().transform((text, context): Address => {
  const match = ADDRESS.exec(text);
  const port = Number(match?.[2]);
  if (match !== null && port <= MAX_PORT) return { host: match[1]!.replace(/^\[(.*)\]$/, "$1"), port };
  context.addIssue({ code: "custom", message: "write host:port, such as 127.0.0.1:50051" });
  return z.NEVER;
});

/** An address, or `off`. */
export const addressOrOff = z.union([z.literal("off").transform(() => undefined), address], { error: "write host:port, or off" });

/** Yes or no as an environment variable says it. */
export const onOff = z.union(
  [z.boolean(), z.enum(["on", "off", "true", "false", "1", "0"]).transform((text) => ["on", "true", "1"].includes(text))],
  {
    error: "write on or off",
  },
);

/** Log levels of the server. */
export const logLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);

/** Log formats. */
export const logFormat = z.enum(["json", "text"]);

/** What a stop of the server does to agents whose hosts can outlive it. */
const onStop = z.enum(["drain", "leave"]);

/** Name of an executor template. */
const templateName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/, "write 1 to 128 letters, digits, dots, dashes or underscores");

const path = z.string().min(1);

const count = z.int().nonnegative().optional();

/** What a namespace may have at most. */
const quota = z.strictObject({ mailboxes: count, runs: count, storedBytes: count });

const namespaceName = z.string().refine(isNamespace, "write namespaces of 1 to 63 letters, digits, dots, dashes or underscores");

const template = z.strictObject({
  driver: z.enum(["inline", "threads", "processes", "command", "external"]),
  places: z.int().positive().optional(),
  warm: z.int().nonnegative().optional(),
  agentsPerHost: z.int().positive().optional(),
  initModule: z.string().min(1).optional(),
  logLevel: z.enum(["debug", "info", "warn", "error"]).optional(),
});

const limitShape = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, z.int().positive().optional()])) as {
  readonly [K in keyof Limits]: z.ZodOptional<z.ZodInt>;
};

/** The configuration file. Each key is optional; `config.ts` documents the defaults. */
export const fileSchema = z.strictObject({
  listen: address.optional(),
  web: z
    .strictObject({ listen: addressOrOff.optional(), hosts: z.array(z.string().min(1)).optional(), origins: z.array(z.url()).optional() })
    .optional(),
  data: z.string().min(1).optional(),
  store: z.enum(["sqlite", "memory"]).optional(),
  agents: z.array(z.string().min(1)).optional(),
  auth: z.boolean().optional(),
  tokenFile: z.string().min(1).optional(),
  tls: z
    .strictObject({
      cert: path.optional(),
      key: path.optional(),
      clientCa: path.optional(),
      hosts: z
        .strictObject({ url: z.url({ protocol: /^https$/ }).optional(), ca: path.optional(), cert: path.optional(), key: path.optional() })
        .optional(),
    })
    .optional(),
  insecure: z.boolean().optional(),
  reflection: z.boolean().optional(),
  accounts: path.optional(),
  issuers: issuersSchema(duration).optional(),
  entityTokens: duration.optional(),
  audit: path.optional(),
  quotas: z.strictObject({ default: quota.optional(), namespaces: z.record(namespaceName, quota).optional() }).optional(),
  log: z.strictObject({ level: logLevel.optional(), format: logFormat.optional() }).optional(),
  grace: duration.optional(),
  onStop: onStop.optional(),
  limits: z.strictObject(limitShape).optional(),
  executors: z.record(templateName, template).optional(),
  defaultExecutor: z.string().optional(),
});

/** What flags and the environment say; each is optional and wins over the file. */
export const overrideSchema = z.strictObject({
  listen: address.optional(),
  web: addressOrOff.optional(),
  data: z.string().min(1).optional(),
  store: z.enum(["sqlite", "memory"]).optional(),
  agents: z.array(z.string().min(1)).optional(),
  auth: onOff.optional(),
  tokenFile: path.optional(),
  tlsCert: path.optional(),
  tlsKey: path.optional(),
  tlsClientCa: path.optional(),
  tlsCa: path.optional(),
  insecure: onOff.optional(),
  accounts: path.optional(),
  audit: path.optional(),
  logLevel: logLevel.optional(),
  logFormat: logFormat.optional(),
  grace: duration.optional(),
  onStop: onStop.optional(),
});
