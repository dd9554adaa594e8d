package lyceum

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

const (
	maxFrameBytes = 4 << 20
	// The API's largest frame, and room for what is round it: so the server's own limit is the one that users meet.
	maxSendBytes = maxFrameBytes + 64<<10
	// What a server sends is as large as its operator wants.
	maxReceiveBytes = 64 << 20
	window          = 1 << 20
	// keepaliveTime is the least that gRPC for Go allows.
	keepaliveTime    = 10 * time.Second
	keepaliveTimeout = 5 * time.Second
	// greeting is how long a server has to greet once it took the connection, before another is tried.
	greeting = 10 * time.Second
)

// dial makes a connection to the server, which is established when it is first used.
func dial(address string, t TLS) (*grpc.ClientConn, error) {
	target, secure, err := readURL(address)
	if err != nil {
		return nil, err
	}
	transport := insecure.NewCredentials()
	if secure {
		config, err := t.config()
		if err != nil {
			return nil, err
		}
		transport = credentials.NewTLS(config)
	}
	connection, err := grpc.NewClient(target,
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultCallOptions(grpc.MaxCallSendMsgSize(maxSendBytes), grpc.MaxCallRecvMsgSize(maxReceiveBytes)),
		grpc.WithInitialWindowSize(window),
		grpc.WithInitialConnWindowSize(window),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveTime, Timeout: keepaliveTimeout, PermitWithoutStream: true}),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second},
			MinConnectTimeout: greeting,
		}),
	)
	if err != nil {
		return nil, fault(ErrInvalidField, codes.InvalidArgument, "the url %q cannot be used: %v", address, err)
	}
	return connection, nil
}

func readURL(address string) (target string, secure bool, err error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") || len(parsed.Path) > 1 {
		return "", false, fault(ErrInvalidField, codes.InvalidArgument, "the url must be http://host:port or https://host:port, not %q", address)
	}
	secure = parsed.Scheme == "https"
	port := parsed.Port()
	if port == "" {
		port = map[bool]string{false: "80", true: "443"}[secure]
	}
	return net.JoinHostPort(parsed.Hostname(), port), secure, nil
}

func (t TLS) config() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if len(t.CA) > 0 {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(t.CA) {
			return nil, fault(ErrInvalidField, codes.InvalidArgument, "TLS.CA has no certificate in PEM form")
		}
	}
	if len(t.Cert) > 0 || len(t.Key) > 0 {
		pair, err := tls.X509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fault(ErrInvalidField, codes.InvalidArgument, "TLS.Cert and TLS.Key are no certificate with its key: %v", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
