import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { parseDocument } from "yaml";
import { z } from "zod";
import { accountRoles } from "../core/account.ts";
import { DEFAULT_NAMESPACE, type Identity, isNamespace } from "./identity.ts";
import { WatchedFiles, type WatchedFilesOptions } from "./watched-files.ts";

/** Fewest characters of a token that is written as it is. */
const MIN_TOKEN = 16;

const OTHERS_READ = 0o044;
const OTHERS_WRITE = 0o022;

const namespace = z.string().refine(isNamespace, "write namespaces of 1 to 63 letters, digits, dots, dashes or underscores");

/** Namespaces as files and claims say them: a list, or `*` for all. */
export const namespacesSchema = z.union([z.literal("*").transform(() => "all" as const), z.array(namespace).min(1)], {
  error: "write a list of namespaces, or *",
});

const account = z
  .strictObject({
    name: z.string().regex(/^[\w.@-]{1,128}$/, "write 1 to 128 letters, digits, dots, dashes, underscores or @"),
    token: z
      .string()
      .regex(/^[\x21-\x7e]+$/, "write one word of visible ASCII characters")
      .min(MIN_TOKEN)
      .optional(),
    hash: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "write sha256: and 64 hexadecimal digits")
      .optional(),
    subject: z.string().min(1).max(128).optional(),
    role: z.enum(accountRoles),
    namespaces: namespacesSchema.optional(),
    groups: z.array(z.string().min(1).max(128)).optional(),
    expires: z.iso.datetime({ offset: true }).optional(),
  })
  .refine((each) => (each.token === undefined) !== (each.hash === undefined), "give each account either a token or the hash of one");

/** How the file looks; keys that it does not know are mistakes. */
const fileSchema = z.strictObject({ accounts: z.array(account) });

/** The accounts of a file, by the hashes of their tokens. */
export type AccountTable = ReadonlyMap<string, Identity>;

/** Hash by which a token is found: its bytes are compared nowhere. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Opens the operator's file of accounts, which is read again when it changes.
 * @throws Error when it cannot be read, is open to others, or is malformed.
 */
export async function openAccountFile(
  path: string,
  options: Pick<WatchedFilesOptions<never>, "clock" | "log" | "lookMs">,
): Promise<WatchedFiles<AccountTable>> {
  return await WatchedFiles.open({
    ...options,
    paths: [path],
    parse: async ([content]) => {
      const { accounts } = read(content!);
      await assertPrivate(
        path,
        accounts.some(({ token }) => token !== undefined),
      );
      return tableOf(accounts);
    },
  });
}

type AccountEntry = z.output<typeof account>;

function read(content: Buffer): { readonly accounts: readonly AccountEntry[] } {
  const document = parseDocument(content.toString("utf8"));
  // What the parser says of a malformed file may repeat a token, so it is not repeated here.
  if (document.errors.length > 0) throw new Error("it is no YAML");
  const result = fileSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new Error(`${path.join(".") || "accounts"} is wrong: ${message}`);
}

/** Who may write the file makes accounts; who may read it has its tokens, where it has them and not their hashes. */
async function assertPrivate(path: string, hasTokens: boolean): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & OTHERS_WRITE) !== 0) throw new Error("others may write it: chmod go-w it");
  if (hasTokens && (mode & OTHERS_READ) !== 0) throw new Error("others may read its tokens: chmod 600 it, or write hashes");
}

function tableOf(accounts: readonly AccountEntry[]): AccountTable {
  const table = new Map<string, Identity>();
  const names = new Set<string>();
  for (const { name, token, hash, subject, role, namespaces, groups, expires } of accounts) {
    const key = token === undefined ? hash!.slice("sha256:".length) : hashOf(token);
    if (names.has(name)) throw new Error(`two accounts are named ${name}`);
    if (table.has(key)) throw new Error(`account ${name} has the token of another`);
    names.add(name);
    table.set(key, {
      subject: `account/${subject ?? name}`,
      role,
      namespaces: role === "admin" ? "all" : (namespaces ?? [DEFAULT_NAMESPACE]),
      groups: groups ?? [],
      credential: `account/${name}`,
      ...(expires === undefined ? {} : { expiresAtMs: Date.parse(expires) }),
    });
  }
  return table;
}
