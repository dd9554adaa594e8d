import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { CACHE, install } from "./install.ts";

/** A server of Redis. */
export interface RedisServer {
  readonly file: string;
  /** Folders of libraries that it needs beside the system's; empty means none. */
  readonly libraries: string;
}

/** What Debian and Ubuntu have it in: the server is a part of the tools. */
const PACKAGES = ["redis-server", "redis-tools", "libjemalloc2", "liblzf1"];

/**
 * The Redis server of the machine or, where it has none, that of its distribution's packages, unpacked in the cache; nothing is installed.
 * @throws Error when there is neither.
 */
export async function redisServer(): Promise<RedisServer> {
  const installed = await found((process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "redis-server")));
  if (installed !== undefined) return { file: installed, libraries: "" };
  const folder = join(CACHE, "redis");
  const file = join(folder, "usr/bin/redis-server");
  if ((await found([file])) === undefined) await unpack(folder);
  const libraries = join(folder, "usr/lib");
  const folders = (await readdir(libraries, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { file, libraries: folders.map((name) => join(libraries, name)).join(delimiter) };
}

async function unpack(folder: string): Promise<void> {
  const fresh = `${folder}-${process.pid}`;
  await mkdir(fresh, { recursive: true });
  try {
    await install("apt-get", ["download", "--quiet", ...PACKAGES], fresh);
    const archives = (await readdir(fresh)).filter((name) => name.endsWith(".deb"));
    for (const archive of archives) await install("dpkg-deb", ["--extract", archive, fresh], fresh);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function found(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
