import type { Memory } from "../measure/memory.ts";
import type { ChildProgram } from "./child-program.ts";

/** Asks a program that was started with {@link MemoryProbe.flags} for its memory. */
export class MemoryProbe {
  static readonly flags: readonly string[] = ["--import", new URL("memory-on-signal.ts", import.meta.url).href];
  readonly #program: ChildProgram;
  #asked = 0;

  constructor(program: ChildProgram) {
    this.#program = program;
  }

  /** Its memory once all that is garbage is gone; one at a time. */
  async read(): Promise<Memory> {
    this.#asked += 1;
    this.#program.signal("SIGUSR2");
    const line = await this.#program.said(new RegExp(`memory ${this.#asked} .*(?=\\n)`));
    return JSON.parse(line.slice(line.indexOf("{"))) as Memory;
  }
}
