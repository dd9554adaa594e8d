/** What a JSON text of one argument has round it: brackets and quotes. */
const JSON_BYTES = 4;

/** An argument whose body, as JSON, has so many bytes. */
export function argumentOf(bytes: number): string {
  return "x".repeat(bytes - JSON_BYTES);
}
