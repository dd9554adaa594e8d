package io.lyceum;

/**
 * W3C trace context of a request.
 *
 * @param traceparent the trace and the caller's span
 * @param tracestate what vendors add; empty means nothing
 */
public record Trace(String traceparent, String tracestate) {
  /** A trace without state. */
  public static Trace of(String traceparent) {
    return new Trace(traceparent, "");
  }
}
