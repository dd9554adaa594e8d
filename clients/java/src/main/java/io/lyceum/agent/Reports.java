package io.lyceum.agent;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Backoff;
import io.lyceum.internal.Pause;
import io.lyceum.internal.rpc.Repeats;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.ReportExitRequest;
import io.lyceum.v1.ReportExitResponse;
import io.lyceum.v1.ReportStartedRequest;
import io.lyceum.v1.RunnerServiceGrpc;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells the manager how far an attempt is, again and again until it is heard. */
final class Reports {
  private static final System.Logger LOG = System.getLogger("io.lyceum");
  private static final Backoff BACKOFF = new Backoff(100, 5_000);
  private static final Duration CALL = Duration.ofSeconds(10);

  /** How long a host that must go keeps trying to say how it ended. */
  private static final Duration LAST_WORD = Duration.ofSeconds(5);

  private final Rpc runner;

  Reports(Rpc runner) {
    this.runner = runner;
  }

  /** Says that the agent serves. Gives up when the manager does not want to know, or it is over. */
  void started(BooleanSupplier over) {
    insist("started", RunnerServiceGrpc.getReportStartedMethod(), ReportStartedRequest.getDefaultInstance(), CALL, over);
  }

  /**
   * Says how the agent ended.
   *
   * @param going whether the host must go: it then tries for a little while only
   * @return whether no other attempt follows; absent when the manager did not hear it
   */
  Optional<Boolean> exited(RuntimeEnd end, BooleanSupplier going) {
    ReportExitRequest.Builder request = ReportExitRequest.newBuilder().setInterrupted(end.interrupted());
    if (end.failure() != null) request.setFailure(end.failure().toProto());
    if (end.terminate() != null) request.setTerminate(end.terminate());
    Duration each = going.getAsBoolean() ? LAST_WORD : CALL;
    return insist("ended", RunnerServiceGrpc.getReportExitMethod(), request.build(), each, going).map(ReportExitResponse::getRunEnded);
  }

  private <I extends Message, O> Optional<O> insist(
      String what, MethodDescriptor<I, O> method, I request, Duration each, BooleanSupplier giveUp) {
    for (int repeat = 0; ; repeat++) {
      try {
        return Optional.of(runner.unary(method, request, each));
      } catch (LyceumException error) {
        boolean again = Repeats.mayDoBetter(error) || error.code() == Status.Code.DEADLINE_EXCEEDED;
        if (!again || giveUp.getAsBoolean()) {
          LOG.log(Level.DEBUG, "the manager did not hear that the agent " + what, error);
          return Optional.empty();
        }
      }
      Pause.of(BACKOFF.delayMs(repeat));
    }
  }
}
