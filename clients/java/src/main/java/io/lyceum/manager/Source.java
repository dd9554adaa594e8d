package io.lyceum.manager;

import io.lyceum.LyceumClient;
import io.lyceum.internal.rpc.Rpc;
import java.time.Duration;

/**
 * What waits and watches need to know of their manager.
 *
 * @param client how the server is reached
 * @param managerId which manager
 */
record Source(LyceumClient client, String managerId) {
  Rpc rpc() {
    return client.rpc();
  }

  Duration unreachable() {
    return client.options().unreachable();
  }
}
