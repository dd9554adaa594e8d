/** What a JSON text of one argument has round it: brackets and quotes. */
const JSON_BYTES = 4;

const KB = 1_024;

/** A number of bytes, as people say it. */
export function sizeName(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  return bytes < KB * KB ? `${bytes / KB} KB` : `${bytes / (KB * KB)} MB`;
}

/** An argument whose body, as JSON, has so many bytes. */
export function argumentOf(bytes: number): string {
  return "x".repeat(bytes - JSON_BYTES);
}
