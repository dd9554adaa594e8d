import { backoffMs } from "../backoff.ts";
import { type EntityToken, type RenewToken, renewalDelayMs } from "./entity-token.ts";

const MAX_REFUSALS = 3;
const BACKOFF = { initialMs: 1_000, maxMs: 30_000 };

/** Keeps an entity's token fresh: gets a new one well before the old one ends, and tries again when that fails. */
export class TokenKeeper {
  readonly #renew: RenewToken | undefined;
  readonly #renewed: (token: string) => void;
  #current: EntityToken;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #refusals = 0;
  #stopped = false;

  /** @param renewed told each token that takes the place of the one before. */
  constructor(token: EntityToken, renew: RenewToken | undefined, renewed: (token: string) => void) {
    this.#current = token;
    this.#renew = renew;
    this.#renewed = renewed;
    this.#schedule();
  }

  get token(): string {
    return this.#current.token;
  }

  /** Whether a token that was refused may be followed by a fresh one; a few times in a row, no more. */
  mayRenew(): boolean {
    this.#refusals += 1;
    return this.#renew !== undefined && this.#refusals <= MAX_REFUSALS;
  }

  /** The server took the token. */
  accepted(): void {
    this.#refusals = 0;
  }

  /**
   * Gets a fresh token now.
   * @throws what kept it from coming.
   */
  async renew(): Promise<void> {
    if (this.#renew === undefined) return;
    const token = await this.#renew();
    if (this.#stopped) return;
    this.#current = token;
    this.#failures = 0;
    this.#renewed(token.token);
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const delayMs = renewalDelayMs(this.#current, Date.now());
    if (this.#renew !== undefined && delayMs !== undefined) this.#after(delayMs);
  }

  #after(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      // The old token serves until it ends; the session itself says when it did.
      this.renew().catch(() => this.#after(backoffMs(this.#failures++, BACKOFF)));
    }, delayMs);
    this.#timer.unref();
  }
}
