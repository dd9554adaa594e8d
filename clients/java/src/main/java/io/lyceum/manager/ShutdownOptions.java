package io.lyceum.manager;

import io.lyceum.internal.Times;
import io.lyceum.v1.RunTarget;
import io.lyceum.v1.ShutdownRequest;
import java.time.Duration;

/** How a manager shuts an agent down. A value; each {@code with} makes another. */
public final class ShutdownOptions {
  private final ShutdownRequest proto;
  private final boolean waits;
  private final WaitOptions waitOptions;

  private ShutdownOptions(ShutdownRequest proto, boolean waits, WaitOptions waitOptions) {
    this.proto = proto;
    this.waits = waits;
    this.waitOptions = waitOptions;
  }

  /** Waits for the end, however long that takes, and throws what the agent failed with. */
  public static ShutdownOptions defaults() {
    return new ShutdownOptions(ShutdownRequest.getDefaultInstance(), true, WaitOptions.all().raising());
  }

  /** Does not wait for the end. */
  public ShutdownOptions withoutWaiting() {
    return new ShutdownOptions(proto, false, waitOptions);
  }

  /** Does not throw what the agent failed with. */
  public ShutdownOptions withoutRaising() {
    return new ShutdownOptions(proto, waits, new WaitOptions(waitOptions.condition(), waitOptions.timeout(), false));
  }

  /** Gives up waiting then; the agent ends all the same. */
  public ShutdownOptions within(Duration limit) {
    return new ShutdownOptions(proto, waits, waitOptions.within(limit));
  }

  /** Whether the mailbox ends with it; default as the run's configuration says. */
  public ShutdownOptions withTerminate(boolean terminate) {
    return new ShutdownOptions(proto.toBuilder().setTerminate(terminate).build(), waits, waitOptions);
  }

  /** Kills the host when the agent has not ended by then; default as the run's configuration says. */
  public ShutdownOptions withKillAfter(Duration limit) {
    return new ShutdownOptions(proto.toBuilder().setKillAfter(Times.proto(limit)).build(), waits, waitOptions);
  }

  boolean waits() {
    return waits;
  }

  WaitOptions waitOptions() {
    return waitOptions;
  }

  ShutdownRequest toProto(String managerId, RunTarget target) {
    return proto.toBuilder().setManagerId(managerId).setTarget(target).build();
  }
}
