package lyceum

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
)

const (
	defaultURL     = "http://127.0.0.1:50051"
	defaultFolder  = "lyceum-data"
	defaultTimeout = time.Minute
)

// Options say how the server is reached. The zero value finds a server of the same account on this machine.
type Options struct {
	// URL is where the server is: http://host:port, or https://host:port for TLS. Empty means LYCEUM_URL, else
	// http://127.0.0.1:50051.
	URL string
	// Token is the credential. Empty means LYCEUM_TOKEN, else the content of the file LYCEUM_TOKEN_FILE names, else, for a
	// server of this machine, that of the file token in the server's data folder (LYCEUM_DATA, or ./lyceum-data).
	Token string
	// TokenSource is asked for the credential at each call, in place of Token, where credentials end. It must not block for
	// long, and be safe for use by several goroutines.
	TokenSource func() (string, error)
	// Namespace is one of those that the credential permits; empty means LYCEUM_NAMESPACE, else the credential's own.
	Namespace string
	// TLS says how to trust and be trusted, for an https url. Its zero value means the files that LYCEUM_TLS_CA, LYCEUM_TLS_CERT
	// and LYCEUM_TLS_KEY name, else the system's authorities and no certificate.
	TLS TLS
	// Name is the user's, for people.
	Name string
	// Timeout is how long a call to the server itself may take, retries included, where its context has no deadline; 0 means
	// 60 s.
	Timeout time.Duration
	// CallTimeout is how long a call of an action may take where its context has no deadline; 0 means no limit.
	CallTimeout time.Duration
	// Unreachable is how long the server may be out of reach before calls of actions fail; 0 means 60 s, less than 0 never.
	// They work again once it is back.
	Unreachable time.Duration
	// Silence is after how long without a word of the server its connection counts as dead; 0 means 45 s.
	Silence time.Duration
	// Logger takes what the package has to say; nil means slog.Default, and standard error for hosts of a run.
	Logger *slog.Logger
}

// TLS are certificates and keys in PEM form.
type TLS struct {
	// CA are the authorities to trust; empty means the system's.
	CA []byte
	// Cert is the certificate to show, with its Key; empty means none.
	Cert, Key []byte
}

func (t TLS) isZero() bool { return len(t.CA) == 0 && len(t.Cert) == 0 && len(t.Key) == 0 }

// resolved fills in what the environment says.
func (o Options) resolved() (Options, error) {
	if o.URL == "" {
		o.URL = os.Getenv("LYCEUM_URL")
	}
	if o.URL == "" {
		o.URL = defaultURL
	}
	if o.Namespace == "" {
		o.Namespace = os.Getenv("LYCEUM_NAMESPACE")
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.TokenSource == nil {
		token, err := resolveToken(o.Token, o.URL)
		if err != nil {
			return o, err
		}
		o.TokenSource = func() (string, error) { return token, nil }
	}
	return o, o.TLS.resolve()
}

// resolve fills in the files that the environment names.
func (t *TLS) resolve() error {
	if !t.isZero() {
		return nil
	}
	for name, into := range map[string]*[]byte{"LYCEUM_TLS_CA": &t.CA, "LYCEUM_TLS_CERT": &t.Cert, "LYCEUM_TLS_KEY": &t.Key} {
		path := os.Getenv(name)
		if path == "" {
			continue
		}
		pem, err := os.ReadFile(path)
		if err != nil {
			return unreadable(name, err)
		}
		*into = pem
	}
	return nil
}

var thisMachine = regexp.MustCompile(`^https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?/?$`)

// resolveToken finds the credential; empty when there is none. That of a data folder is never sent to another machine.
func resolveToken(token, url string) (string, error) {
	if token != "" {
		return strings.TrimSpace(token), nil
	}
	if token = os.Getenv("LYCEUM_TOKEN"); token != "" {
		return strings.TrimSpace(token), nil
	}
	if path := os.Getenv("LYCEUM_TOKEN_FILE"); path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", unreadable("LYCEUM_TOKEN_FILE", err)
		}
		return strings.TrimSpace(string(content)), nil
	}
	if !thisMachine.MatchString(url) {
		return "", nil
	}
	folder := os.Getenv("LYCEUM_DATA")
	if folder == "" {
		folder = defaultFolder
	}
	// Without the file no server of this account has its data here; the server may ask for no credential at all.
	content, _ := os.ReadFile(filepath.Join(folder, "token"))
	return strings.TrimSpace(string(content)), nil
}

func unreadable(variable string, err error) error {
	e := fault(ErrInvalidField, codes.InvalidArgument, "the file that %s names cannot be read: %v", variable, err)
	e.Cause = err
	return e
}
