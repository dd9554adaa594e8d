package io.lyceum.internal.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.Supplier;

/** Shows the credential, and names the namespace, with each call. */
final class CredentialInterceptor implements ClientInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("lyceum-namespace", Metadata.ASCII_STRING_MARSHALLER);

  private final Supplier<String> token;
  private final String namespace;

  CredentialInterceptor(Supplier<String> token, String namespace) {
    this.token = token;
    this.namespace = namespace;
  }

  @Override
  public <I, O> ClientCall<I, O> interceptCall(MethodDescriptor<I, O> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<O> listener, Metadata headers) {
        String credential = token.get();
        if (credential != null) headers.put(AUTHORIZATION, "Bearer " + credential);
        if (!namespace.isEmpty()) headers.put(NAMESPACE, namespace);
        super.start(listener, headers);
      }
    };
  }
}
