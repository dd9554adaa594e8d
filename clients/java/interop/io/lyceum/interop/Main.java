package io.lyceum.interop;

import io.lyceum.agent.Host;
import java.nio.file.Path;

/** The interop program of Java: a host of the agent that all languages host, and a caller that runs every case of the scenario. */
public final class Main {
  private Main() {}

  /** {@code host}, or {@code call <scenario.json> <targets.json>}. */
  public static void main(String[] arguments) throws Exception {
    String duty = arguments.length == 0 ? "" : arguments[0];
    if (duty.equals("host")) {
      System.exit(Host.of(InteropAgent.make()).run().exitCode());
    } else if (duty.equals("call") && arguments.length == 3) {
      Caller.run(Path.of(arguments[1]), Path.of(arguments[2]), System.out);
    } else if (duty.equals("warm-up")) {
      WarmUp.run();
    } else {
      System.err.println("usage: interop host | call <scenario.json> <targets.json>");
      System.exit(2);
    }
  }
}
