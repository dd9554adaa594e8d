/** What a session says beside its items. */
export class Asides {
  /** A fresh token; empty means none. */
  token = "";
  /** Items up to this sequence whose refusals were read; 0 means none. */
  readThrough = 0;
  /** Whether to ask what the exchange has taken. */
  asks = false;

  /** Whether there is nothing to say. */
  get empty(): boolean {
    return this.token === "" && this.readThrough === 0 && !this.asks;
  }

  /** Takes what there is to say. */
  take(): { readonly token: string; readonly resultsReadThrough: bigint; readonly asks: boolean } {
    const { token, readThrough, asks } = this;
    this.token = "";
    this.readThrough = 0;
    this.asks = false;
    return { token, resultsReadThrough: BigInt(readThrough), asks };
  }
}
