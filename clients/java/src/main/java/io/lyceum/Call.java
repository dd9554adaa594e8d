package io.lyceum;

import io.lyceum.errors.ActionCancelledException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Pause;
import io.lyceum.internal.exchange.Messenger;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A call of an action: a future of its result. A call that is cancelled, or that is completed otherwise before its answer came (by {@code
 * orTimeout}), is cancelled at the agent, too. It fails with a {@link LyceumException}; futures wrap that, {@link #await} does not.
 *
 * @param <T> type of the result
 */
public final class Call<T> extends CompletableFuture<T> {
  private volatile boolean answered;

  Call() {}

  /**
   * Waits for the result.
   *
   * @throws LyceumException what the call failed with; when the thread is interrupted the call is cancelled, and the thread stays interrupted
   */
  public T await() {
    try {
      return get();
    } catch (InterruptedException error) {
      cancel(true);
      throw Pause.interrupted(error);
    } catch (CancellationException | ExecutionException error) {
      throw LyceumException.of(error);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    var cause = new ActionCancelledException("the call was cancelled by its caller", ErrorDetails.ofReason("REQUEST_CANCELLED"));
    return completeExceptionally(new CallCancelledException(cause)) || isCancelled();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  /** Ties it to its request, which is given up when it is completed without an answer. */
  void tie(Messenger messenger, String id, EntityId agent) {
    whenComplete(
        (value, error) -> {
          if (!answered) messenger.abandon(id, agent);
        });
  }

  void answer(T value) {
    answered = true;
    complete(value);
  }

  void fail(Throwable error) {
    answered = true;
    completeExceptionally(error);
  }
}
