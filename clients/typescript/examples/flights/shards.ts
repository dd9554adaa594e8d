import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The 200,000 flights, cut into shards that arrive one by one in a folder, as data does at sites. */
export class Shards {
  readonly #folder: string;
  readonly #flights: readonly unknown[];
  readonly #size: number;

  private constructor(folder: string, flights: readonly unknown[], count: number) {
    this.#folder = folder;
    this.#flights = flights;
    this.#size = Math.ceil(flights.length / count);
  }

  /** Reads the file of all flights. */
  static async of(file: string, folder: string, count: number): Promise<Shards> {
    return new Shards(folder, JSON.parse(await readFile(file, "utf8")), count);
  }

  /** Where a shard is, once it has arrived. */
  path(index: number): string {
    return join(this.#folder, `flights-${index}.json`);
  }

  /** Lets a shard arrive. */
  async deliver(index: number): Promise<void> {
    const shard = this.#flights.slice(index * this.#size, (index + 1) * this.#size);
    await writeFile(this.path(index), JSON.stringify(shard));
  }
}
