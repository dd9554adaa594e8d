package io.lyceum.interop;

import io.lyceum.LyceumClient;
import io.lyceum.Options;
import io.lyceum.errors.LyceumException;
import java.time.Duration;

/** Loads what most programs load, so that the archive of classes has it. */
final class WarmUp {
  private WarmUp() {}

  static void run() {
    InteropAgent.make();
    Options nowhere = Options.builder().url("http://127.0.0.1:9").token("none").deadline(Duration.ofSeconds(1)).build();
    try {
      LyceumClient.connect(nowhere).close();
    } catch (LyceumException expected) {
      System.err.println(expected.getMessage());
    }
  }
}
