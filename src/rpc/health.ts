import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

/** The gRPC health service: the server as a whole (the empty name) and each of its services, all up or all down. */
export class Health {
  readonly #health: HealthImplementation;
  readonly #names: readonly string[];

  /** @param services full names of the services. They start NOT_SERVING. */
  constructor(services: readonly string[]) {
    this.#names = ["", ...services];
    this.#health = new HealthImplementation(Object.fromEntries(this.#names.map((name) => [name, "NOT_SERVING"])));
  }

  addToServer(server: Server): void {
    this.#health.addToServer(server);
  }

  set(serving: boolean): void {
    for (const name of this.#names) this.#health.setStatus(name, serving ? "SERVING" : "NOT_SERVING");
  }
}
