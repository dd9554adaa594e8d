import { invalidField } from "../core/errors.ts";

const DEFAULT_PAGE = 100;

/** A page that was asked for. */
export interface Page {
  readonly size: number;
  /** Number of the last thing of the page before; 0 for the first page. */
  readonly after: number;
}

/**
 * Reads the page of a request; its token is the number of the last thing of the page before.
 * @throws LyceumError invalid_field
 */
export function pageOf(request: { readonly pageSize: number; readonly pageToken: string }, maxPageSize: number): Page {
  if (request.pageSize > maxPageSize) throw invalidField("page_size", `must be at most ${maxPageSize}`);
  if (!/^\d{0,15}$/.test(request.pageToken)) throw invalidField("page_token", "must be the next_page_token of the page before");
  return { size: request.pageSize || DEFAULT_PAGE, after: Number(request.pageToken) };
}
