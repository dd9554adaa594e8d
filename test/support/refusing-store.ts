import type { Change } from "../../src/core/store.ts";
import { MemoryStore } from "../../src/stores/memory.ts";

/** A store that refuses writes while it is told to. */
export class RefusingStore extends MemoryStore {
  refuses = false;

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.refuses) throw new Error("disk full");
    await super.commit(changes);
  }
}
