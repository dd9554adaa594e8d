import { mkdir } from "node:fs/promises";
import type { Config } from "./config.ts";
import type { Store } from "./core/store.ts";
import { openTokenFile } from "./rpc/token-file.ts";
import { StartError } from "./start-error.ts";
import { StoreError } from "./stores/store-error.ts";

/** Stores by name: each opens what is kept in the data folder. */
export type Stores = Readonly<Record<Config["store"], (folder: string) => Promise<Store>>>;

const OWNER_ONLY = 0o700;

/** Makes the data folder, for the owner's eyes alone. @throws StartError data_folder_unusable */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  } catch (cause) {
    throw unusable(`the data folder ${folder} cannot be made (${text(cause)}): name another by --data`, cause);
  }
}

/** Opens the store of the data folder. @throws StartError data_folder_unusable */
export async function openStore(config: Config, stores: Stores): Promise<Store> {
  try {
    return await stores[config.store](config.dataFolder);
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    throw unusable(cause.message, cause);
  }
}

/** Reads the server's own token, or makes one. @throws StartError data_folder_unusable */
export async function readToken(path: string, makeSecret: () => string): Promise<string> {
  try {
    return await openTokenFile(path, makeSecret);
  } catch (cause) {
    throw unusable(`the token file cannot be used (${text(cause)}): name another by --token-file`, cause);
  }
}

function unusable(message: string, cause: unknown): StartError {
  return new StartError(message, { reason: "data_folder_unusable", cause });
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
