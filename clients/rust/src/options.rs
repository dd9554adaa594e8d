use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Code, Error};

const DEFAULT_URL: &str = "http://127.0.0.1:50051";
const DEFAULT_FOLDER: &str = "lyceum-data";

/// A credential, or where to ask for one each time it is needed, since some end.
#[derive(Clone)]
pub enum Token {
    /// Always the same.
    Fixed(String),
    /// Asked for at each call and each stream.
    Provider(Arc<dyn Fn() -> String + Send + Sync>),
}

impl Token {
    /// A credential that is asked for at each call and each stream.
    pub fn provider(provider: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::Provider(Arc::new(provider))
    }

    pub(crate) fn current(&self) -> String {
        match self {
            Self::Fixed(token) => token.clone(),
            Self::Provider(provider) => provider(),
        }
    }
}

impl<T: Into<String>> From<T> for Token {
    fn from(token: T) -> Self {
        Self::Fixed(token.into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(..)")
    }
}

/// How the server proves who it is, and the client who it is, where the url begins with `https`. All are PEM.
#[derive(Clone, Default)]
pub struct Tls {
    /// Certificates of the authorities to trust; `None` means the system's.
    pub ca: Option<Vec<u8>>,
    /// The client's own certificate.
    pub cert: Option<Vec<u8>>,
    /// Its key.
    pub key: Option<Vec<u8>>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Tls")
            .field("ca", &self.ca.is_some())
            .field("cert", &self.cert.is_some())
            .finish_non_exhaustive()
    }
}

/// How the server is reached. What is not said is taken from the environment, or has its default.
///
/// ```
/// use std::time::Duration;
/// let options = lyceum::Options::new().url("http://127.0.0.1:50051").timeout(Duration::from_secs(5));
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) url: Option<String>,
    pub(crate) token: Option<Token>,
    pub(crate) namespace: Option<String>,
    pub(crate) tls: Option<Tls>,
    pub(crate) name: String,
    pub(crate) timeout: Duration,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) unreachable: Duration,
    pub(crate) silence: Duration,
    pub(crate) keepalive: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            url: None,
            token: None,
            namespace: None,
            tls: None,
            name: String::new(),
            timeout: Duration::from_secs(60),
            call_timeout: None,
            unreachable: Duration::from_secs(60),
            silence: Duration::from_secs(45),
            keepalive: Duration::from_secs(5),
        }
    }
}

impl Options {
    /// All from the environment and by default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the server is: `http://host:port` or `https://host:port`. Default `LYCEUM_URL`, else `http://127.0.0.1:50051`.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The credential. Default `LYCEUM_TOKEN`, else the file that `LYCEUM_TOKEN_FILE` names, else, for a server of this machine, the file
    /// `token` in its data folder (`LYCEUM_DATA`, or `lyceum-data` here).
    #[must_use]
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Namespace among those that the credential permits. Default its own.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Certificates. Default the files that `LYCEUM_TLS_CA`, `LYCEUM_TLS_CERT` and `LYCEUM_TLS_KEY` name, else the system's authorities.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Name of the client's user, for people. Default none.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Time that a call to the server itself has, retries included. Default 60 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Deadline of calls to agents that say none. Default none.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// How long the server may be out of reach before calls to agents fail; the client goes on trying. Default 60 s.
    #[must_use]
    pub fn unreachable(mut self, limit: Duration) -> Self {
        self.unreachable = limit;
        self
    }

    /// Silence of the server after which its stream counts as dead. Default 45 s, three heartbeats.
    #[must_use]
    pub fn silence(mut self, limit: Duration) -> Self {
        self.silence = limit;
        self
    }

    /// How long a connection is silent before it is asked for a sign of life, and how long it has to give one. Default 5 s.
    #[must_use]
    pub fn keepalive(mut self, interval: Duration) -> Self {
        self.keepalive = interval;
        self
    }

    pub(crate) fn resolved_url(&self) -> String {
        self.url
            .clone()
            .or_else(|| variable("LYCEUM_URL"))
            .unwrap_or_else(|| DEFAULT_URL.to_owned())
    }

    pub(crate) fn resolved_token(&self) -> Result<Option<Token>, Error> {
        if let Some(token) = &self.token {
            return Ok(Some(token.clone()));
        }
        if let Some(token) = variable("LYCEUM_TOKEN") {
            return Ok(Some(token.trim().into()));
        }
        if let Some(path) = variable("LYCEUM_TOKEN_FILE") {
            let text = read(&path, "LYCEUM_TOKEN_FILE")?;
            return Ok(Some(String::from_utf8_lossy(&text).trim().into()));
        }
        // A credential of this machine is never sent elsewhere.
        if !is_loopback(&self.resolved_url()) {
            return Ok(None);
        }
        let folder = variable("LYCEUM_DATA").unwrap_or_else(|| DEFAULT_FOLDER.to_owned());
        // Where there is none the server may ask for no credential at all.
        Ok(std::fs::read_to_string(format!("{folder}/token"))
            .ok()
            .map(|text| text.trim().into()))
    }

    pub(crate) fn resolved_tls(&self) -> Result<Tls, Error> {
        if let Some(tls) = &self.tls {
            return Ok(tls.clone());
        }
        let file = |name: &str| variable(name).map(|path| read(&path, name)).transpose();
        Ok(Tls {
            ca: file("LYCEUM_TLS_CA")?,
            cert: file("LYCEUM_TLS_CERT")?,
            key: file("LYCEUM_TLS_KEY")?,
        })
    }
}

/// A variable of the environment that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn read(path: &str, variable: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| {
        let message = format!("the file {path:?}, which {variable} names, cannot be read: {error}");
        Error::of_code(Code::InvalidArgument, message)
    })
}

fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<tonic::transport::Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_this_machine() {
        for url in ["http://127.0.0.1:50051", "https://localhost", "http://[::1]:1"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "http://lyceum.example.org:50051",
            "http://127.0.0.1.example.org",
            "nonsense",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }

    #[test]
    fn does_not_show_the_token() {
        let shown = format!("{:?}", Options::new().token("secret"));
        assert!(!shown.contains("secret"), "{shown}");
    }
}
