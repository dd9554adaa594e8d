import { DatabaseSync } from "node:sqlite";

// A server in a process of its own whose store can be filled and write-protected and whose wall clock can be moved, by messages of its parent,
// while its code is the product's own. A first argument names a way in which it is broken on purpose.

/** What a faulty server is told. */
export type ServerOrder =
  | { readonly order: "fill" }
  | { readonly order: "protect" }
  | { readonly order: "heal" }
  | { readonly order: "clock"; readonly offsetMs: number };

const PAGE_BYTES = 4_096;
const MOST_PAGES = 1_073_741_823;
const AGAIN_MS = 100;

let database: DatabaseSync | undefined;

const { prepare } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args) {
  database = this;
  return prepare.apply(this, args);
};

let offsetMs = Number(process.env.FAULTS_CLOCK_OFFSET_MS ?? 0);
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + offsetMs;

/** Leaves no page free, so that the next write which needs one fails with SQLITE_FULL. */
function fill(): void {
  database!.exec("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)");
  const { page_count: pages } = database!.prepare("PRAGMA page_count").get() as { page_count: number };
  database!.exec(`PRAGMA max_page_count = ${pages}`);
  for (let size = 64 * PAGE_BYTES; size >= 256; size /= 4) {
    try {
      for (;;) database!.exec(`INSERT INTO ballast VALUES (zeroblob(${size}))`);
    } catch {
      // Full for this size; a smaller one may still fit.
    }
  }
}

function heal(): void {
  database!.exec(`PRAGMA query_only = 0; PRAGMA max_page_count = ${MOST_PAGES}; DROP TABLE IF EXISTS ballast`);
}

function obey(order: ServerOrder): void {
  if (order.order === "fill") fill();
  else if (order.order === "protect") database!.exec("PRAGMA query_only = 1");
  else if (order.order === "heal") heal();
  else offsetMs = order.offsetMs;
}

/** Obeys as soon as it can: what one fault did to the store may be in the way of another. */
function obeyAtLast(order: ServerOrder): void {
  try {
    obey(order);
  } catch {
    setTimeout(() => obeyAtLast(order), AGAIN_MS);
    return;
  }
  process.send?.({ done: order.order });
}

process.on("message", (message) => obeyAtLast(message as ServerOrder));
process.on("disconnect", () => process.exit(1));

const { breakServer } = await import("./breakages.ts");
const { serveUntilSignal } = await import("../../src/serve.ts");
const [config, breakage] = process.argv.slice(2);
if (breakage !== undefined) breakServer(breakage);
process.exitCode = await serveUntilSignal({ config }, process);
process.disconnect?.();
