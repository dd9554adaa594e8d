import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An account of a server in a test. */
export interface KnownAccount {
  readonly name: string;
  readonly token: string;
  readonly role: "admin" | "operator" | "member" | "viewer";
  readonly namespaces: "*" | readonly string[];
  readonly groups: readonly string[];
  readonly expires?: string;
}

function account(name: string, role: KnownAccount["role"], more: Partial<KnownAccount> = {}): KnownAccount {
  return { name, token: `token-of-${name}-for-tests`, role, namespaces: "*", groups: [], ...more };
}

/** Accounts for tests: ada and bob are of one group, carol is of none. */
export const known = {
  root: account("root", "admin"),
  olga: account("olga", "operator"),
  oscar: account("oscar", "operator", { namespaces: ["elsewhere"] }),
  ada: account("ada", "member", { groups: ["lab"] }),
  bob: account("bob", "member", { groups: ["lab"] }),
  carol: account("carol", "member"),
  viola: account("viola", "viewer"),
  past: account("past", "operator", { expires: "2020-01-01T00:00:00Z" }),
} as const satisfies Readonly<Record<string, KnownAccount>>;

/** A file of accounts, in a folder that goes with it. */
export class AccountsFile implements AsyncDisposable {
  readonly path: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "accounts.yaml");
  }

  static async write(accounts: readonly KnownAccount[] = Object.values(known)): Promise<AccountsFile> {
    const file = new AccountsFile(await mkdtemp(join(tmpdir(), "lyceum-accounts-")));
    await writeFile(file.path, JSON.stringify({ accounts }), { mode: 0o600 });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
