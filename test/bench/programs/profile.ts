import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { join } from "node:path";

/** Flags of Node.js that have a program write its CPU profile when it ends; none without a folder. */
export function profileFlags(folder: string | undefined, name: string): string[] {
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${profileName(name)}`];
}

/** Where a process writes its CPU profile. */
export function profilePath(folder: string, name: string): string {
  return join(folder, profileName(name));
}

/** A CPU profile of this process, for one that is started without flags. */
export class Profile {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async start(): Promise<Profile> {
    const session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    return new Profile(session);
  }

  async write(path: string): Promise<void> {
    const { profile } = await this.#session.post("Profiler.stop");
    this.#session.disconnect();
    await writeFile(path, JSON.stringify(profile));
  }
}

function profileName(name: string): string {
  return `${name}-${Date.now()}.cpuprofile`;
}
