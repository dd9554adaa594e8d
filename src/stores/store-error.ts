/** Says in plain words why a store cannot be opened, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
