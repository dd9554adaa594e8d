// Commits messages to the store of a folder without end, and prints the number of each once it is kept.
import { SqliteStore } from "../../src/stores/sqlite.ts";
import { StoreError } from "../../src/stores/store-error.ts";
import { message } from "./message-record.ts";

try {
  const store = await SqliteStore.open(process.argv[2]!);
  for (let key = 1; ; key += 1) {
    await store.commit([{ table: "messages", record: message(key), body: new Uint8Array(key % 2 === 0 ? 100 : 10_000) }]);
    process.stdout.write(`${key}\n`);
  }
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
