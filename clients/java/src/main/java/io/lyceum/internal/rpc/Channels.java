package io.lyceum.internal.rpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.lyceum.Options;
import io.lyceum.Tls;
import io.lyceum.internal.EventLoop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The connections to a server: long streams and single calls have one each, so that neither waits behind the other. */
final class Channels {
  /** The API's largest frame, and room for what is round it: so the server's own limit is the one that users meet. */
  static final int MAX_MESSAGE_BYTES = 4 * 1_048_576 + 65_536;

  private static final int WINDOW_BYTES = 1_048_576;
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;
  private static final long GREETING_MS = 10_000;
  private static final Pattern URL = Pattern.compile("(?:(https?)://)?([^/]+)/?");
  private static final Pattern WITH_PORT = Pattern.compile(".*:\\d+");

  final GrpcChannel control;
  final GrpcChannel streams;

  Channels(Options options, EventLoop timer) {
    Matcher url = URL.matcher(options.url());
    if (!url.matches()) {
      throw new IllegalArgumentException("the url must be http://host:port or https://host:port: \"" + options.url() + "\"");
    }
    boolean secure = "https".equals(url.group(1));
    String host = url.group(2);
    String target = "dns:///" + (WITH_PORT.matcher(host).matches() ? host : host + (secure ? ":443" : ":80"));
    ChannelCredentials credentials = secure ? secure(options.tls()) : InsecureChannelCredentials.create();
    control = new GrpcChannel(() -> open(target, credentials).build(), GREETING_MS, timer);
    // A session's frames must never be sent twice by the transport: the session itself knows what to repeat.
    streams = new GrpcChannel(() -> open(target, credentials).disableRetry().build(), GREETING_MS, timer);
  }

  private static NettyChannelBuilder open(String target, ChannelCredentials credentials) {
    return NettyChannelBuilder.forTarget(target, credentials)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .flowControlWindow(WINDOW_BYTES)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static ChannelCredentials secure(Optional<Tls> tls) {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (tls.isEmpty()) return credentials.build();
    try {
      Tls given = tls.get();
      if (given.ca() != null) credentials.trustManager(new ByteArrayInputStream(given.ca()));
      if (given.cert() != null && given.key() != null) {
        credentials.keyManager(new ByteArrayInputStream(given.cert()), new ByteArrayInputStream(given.key()));
      }
      return credentials.build();
    } catch (IOException | RuntimeException error) {
      throw new IllegalArgumentException("the TLS options cannot be read: certificates must be PEM, the key PKCS #8 in PEM", error);
    }
  }

  void close() {
    control.close();
    streams.close();
  }

  void closeNow() {
    control.closeNow();
    streams.closeNow();
  }
}
