package lyceum

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/lyceum-agents/lyceum/clients/go/internal/servertest"
)

func TestTLS(t *testing.T) {
	folder := t.TempDir()
	certificate, key := selfSigned(t)
	for name, content := range map[string][]byte{"cert.pem": certificate, "key.pem": key} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := fmt.Sprintf("tls:\n  cert: %s\n  key: %s\n", filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"))
	server := servertest.StartConfigured(t, nil, config)
	options := testOptions(server.URL, server)
	options.TLS.CA = certificate
	agent, _ := serveAgent(t, (&ledger{}).agent(), options, ServeOptions{})
	if got, err := Call[int](testContext(t), connect(t, options).Handle(agent), "enter", 3); err != nil || got != 3 {
		t.Errorf("it came to %d, %v", got, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var told *Error
	// The system's authorities do not know the certificate.
	if _, err := Connect(ctx, testOptions(server.URL, server)); !errors.As(err, &told) || told.Code != codes.Unavailable {
		t.Errorf("without trust it came to %v", err)
	}
	options.TLS.CA = []byte("nothing")
	_, err := Connect(testContext(t), options)
	wantReason(t, err, ErrInvalidField)
}

// selfSigned makes a certificate of 127.0.0.1 that is its own authority, with its key, as PEM.
func selfSigned(t *testing.T) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lyceum"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}
