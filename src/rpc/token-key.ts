import { randomBytes } from "node:crypto";
import type { Journal } from "../core/journal.ts";
import type { Store } from "../core/store.ts";

const META_KEY = "token-key";
const KEY_BYTES = 32;

/** The key that a store's tokens are made with; made and kept at the first start. */
export async function openTokenKey(store: Store, journal: Journal): Promise<Uint8Array> {
  for (const record of store.load("meta")) {
    if (record.key === META_KEY) return Buffer.from(record.value, "base64url");
  }
  const key = randomBytes(KEY_BYTES);
  journal.put("meta", { key: META_KEY, value: key.toString("base64url") });
  await journal.settled();
  return key;
}
