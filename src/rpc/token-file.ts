import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const OWNER_ONLY = 0o600;
const MIN_TOKEN = 16;

/**
 * Reads the server's own token, or makes the file (mode 0600) with a new one.
 * @throws Error when the file cannot be read or made, or holds too short a token to be one.
 */
export async function openTokenFile(path: string, makeSecret: () => string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  try {
    const secret = makeSecret();
    await writeFile(path, `${secret}\n`, { mode: OWNER_ONLY, flag: "wx" });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const token = (await readFile(path, "utf8")).trim();
  if (token.length < MIN_TOKEN || /\s/.test(token)) {
    throw new Error(`${path} holds no token of ${MIN_TOKEN} characters or more: write one, or remove the file to have one made`);
  }
  return token;
}
