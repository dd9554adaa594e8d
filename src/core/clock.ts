/** A timer that was set and can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time, so that a test owns it. */
export interface Clock {
  /** Wall clock, in milliseconds since 1970; kept in stores and shown to people. */
  now(): number;
  /** Monotonic clock, in milliseconds; all durations are measured by it. */
  monotonic(): number;
  /** Calls once after a delay in milliseconds. A timer never keeps the process alive. */
  after(delayMs: number, call: () => void): Timer;
}

/** Makes ids that nobody guesses, so that a test owns them. */
export interface Ids {
  /** A UUID. */
  uuid(): string;
  /** A secret of 128 bits or more, as text. */
  secret(): string;
}
