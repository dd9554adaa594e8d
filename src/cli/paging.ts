/** A page of an answer of the server. */
export interface Paged<T> {
  readonly things: readonly T[];
  readonly nextPageToken: string;
}

/** Largest page that every server takes. */
export const PAGE_SIZE = 1_000;

/** Reads all pages, one after the other. */
export async function readPages<T>(read: (pageToken: string) => Promise<Paged<T>>): Promise<T[]> {
  const all: T[] = [];
  let pageToken = "";
  do {
    const page = await read(pageToken);
    all.push(...page.things);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return all;
}
