/** What a call of a guest has, in milliseconds. */
export const GUEST_DEADLINE_MS = 30_000;
