package io.lyceum.internal.rpc;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.lyceum.internal.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A channel that is replaced when its connection does not come about. grpc-java waits for ever for a server, or something on the way, that takes
 * the connection and never greets; its calls then wait for ever, too.
 */
final class GrpcChannel {
  private final Supplier<ManagedChannel> make;
  private final long greetingMs;
  private final EventLoop timer;
  private ManagedChannel channel;
  private Future<?> watch;
  private boolean closed;

  /** @param greetingMs how long a connection may take; twice that at most */
  GrpcChannel(Supplier<ManagedChannel> make, long greetingMs, EventLoop timer) {
    this.make = make;
    this.greetingMs = greetingMs;
    this.timer = timer;
    channel = make.get();
  }

  /** The channel to make a call with, now. */
  synchronized ManagedChannel current() {
    if (watch == null && !closed) watchConnection();
    return channel;
  }

  /** Tries to connect at once, however long the channel meant to wait. */
  synchronized void hurry() {
    channel.resetConnectBackoff();
  }

  /** Makes a connection anew, since the present one is dead without knowing it; what is on it fails as unavailable. */
  synchronized void renew() {
    if (!closed) replace();
  }

  /** Calls under way may end; no others begin. */
  synchronized void close() {
    closed = true;
    if (watch != null) watch.cancel(false);
    channel.shutdown();
  }

  /** Ends what is still under way. */
  synchronized void closeNow() {
    channel.shutdownNow();
  }

  private void watchConnection() {
    ConnectivityState before = channel.getState(false);
    if (before == ConnectivityState.READY || before == ConnectivityState.SHUTDOWN) return;
    AtomicBoolean changed = new AtomicBoolean();
    channel.notifyWhenStateChanged(before, () -> changed.set(true));
    watch = timer.after(greetingMs, () -> check(before, changed));
  }

  private synchronized void check(ConnectivityState before, AtomicBoolean changed) {
    watch = null;
    if (closed) return;
    if (before == ConnectivityState.CONNECTING && !changed.get()) replace();
    else if (channel.getState(false) != ConnectivityState.IDLE) watchConnection();
  }

  /** What waits on the old one fails as unavailable, and is made again by whoever may. */
  private void replace() {
    ManagedChannel old = channel;
    channel = make.get();
    old.shutdownNow();
  }
}
