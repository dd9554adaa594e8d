import { type FileHandle, link, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type HostIdentity, parseIdentity } from "./host-identity.ts";

/** Longest tail of an output that goes into a `HostEnd`, in bytes. */
const MAX_TAIL_BYTES = 16_384;

/** What one attempt leaves behind: its run token, output, identity and exit status. */
export class AttemptFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Credential of the host. */
  get tokenFile(): string {
    return join(this.path, "token");
  }

  /** What the host prints. */
  get outputFile(): string {
    return join(this.path, "output");
  }

  /** Makes it, empty and for the owner's eyes alone. */
  async make(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** Gives a host's folder the name of the attempt that the host was given. */
  async moveTo(target: AttemptFolder): Promise<void> {
    await rm(target.path, { recursive: true, force: true });
    await rename(this.path, target.path);
  }

  /** Removes it. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  async writeToken(token: string): Promise<void> {
    await writeFile(this.tokenFile, token, { mode: 0o600 });
  }

  /** Forgets the token of an attempt that is over. */
  async removeToken(): Promise<void> {
    await rm(this.tokenFile, { force: true });
  }

  /** Opens the output for appending, so that it can be cut short while the host writes. The caller closes it. */
  async openOutput(): Promise<FileHandle> {
    return await open(this.outputFile, "a", 0o600);
  }

  /** Makes the output of a host its own, too. */
  async linkOutput(of: AttemptFolder): Promise<void> {
    await link(of.outputFile, this.outputFile);
  }

  /** The host's first process, once the shim has written it down. */
  async identity(): Promise<HostIdentity | undefined> {
    const text = await this.#read("host");
    return text === undefined ? undefined : parseIdentity(text);
  }

  /** What the shim wrote down at the host's end, as a shell tells it: 128 and more for a signal. */
  async status(): Promise<number | undefined> {
    const text = await this.#read("status");
    return text === undefined ? undefined : Number(text);
  }

  /** The end of the output; undefined when there is none. */
  async tail(): Promise<string | undefined> {
    let file: FileHandle;
    try {
      file = await open(this.outputFile, "r");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    try {
      const { size } = await file.stat();
      const length = Math.min(size, MAX_TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return bytesRead === 0 ? undefined : decodeTail(buffer.subarray(0, bytesRead), length < size);
    } finally {
      await file.close();
    }
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.path, name), "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** Decodes UTF-8 whose first character may have been cut in two. */
function decodeTail(bytes: Uint8Array, cut: boolean): string {
  let start = 0;
  while (cut && start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return new TextDecoder().decode(bytes.subarray(start));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
