use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Response, Status};

use crate::backoff::Backoff;
use crate::error::Error;
use crate::options::{Options, Tls, Token};
use crate::status::error_of_status;

/// Largest frame of the API, and room for what is round it, so that the server's own limit is the one that users meet.
pub(crate) const MAX_MESSAGE_BYTES: usize = 4 * 1_048_576 + 65_536;
const WINDOW_BYTES: u32 = 1_048_576;
const GREETING: Duration = Duration::from_secs(10);
const BACKOFF: Backoff = Backoff::new(50, 2_000);
/// Time that a call's deadline at the server is after its own, so that this side is the one to tell.
const SERVER_SLACK: Duration = Duration::from_secs(1);

/// Ways to a server. Long streams and single calls have a connection each, so that neither waits behind the other.
#[derive(Clone)]
pub(crate) struct Transport {
    ways: Arc<Ways>,
    token: Option<Token>,
}

struct Ways {
    control: Channel,
    streams: Channel,
    namespace: Option<MetadataValue<Ascii>>,
    timeout: Duration,
    origin: String,
}

impl Transport {
    /// Makes ready; it connects when it is first used. Must be called within a runtime.
    pub(crate) fn new(options: &Options) -> Result<Self, Error> {
        let url = options.resolved_url();
        let endpoint = endpoint(&url, &options.resolved_tls()?, options.keepalive)?;
        let namespace = options.namespace.as_deref().map(metadata).transpose()?;
        let ways = Ways {
            control: endpoint.connect_lazy(),
            streams: endpoint.connect_lazy(),
            namespace,
            timeout: options.timeout,
            origin: format!("{url} {}", options.namespace.as_deref().unwrap_or_default()),
        };
        Ok(Self {
            ways: Arc::new(ways),
            token: options.resolved_token()?,
        })
    }

    /// The same ways with another credential.
    pub(crate) fn with_token(&self, token: impl Into<Token>) -> Self {
        Self {
            ways: self.ways.clone(),
            token: Some(token.into()),
        }
    }

    /// Names the exchange: clients with the same origin reach the same mailboxes.
    pub(crate) fn origin(&self) -> &str {
        &self.ways.origin
    }

    /// The channel for streams.
    pub(crate) fn streams(&self) -> Channel {
        self.ways.streams.clone()
    }

    /// Puts credential and namespace on a request.
    pub(crate) fn request<T>(&self, message: T) -> Result<Request<T>, Error> {
        let mut request = Request::new(message);
        if let Some(token) = &self.token {
            request
                .metadata_mut()
                .insert("authorization", metadata(&format!("Bearer {}", token.current()))?);
        }
        if let Some(namespace) = &self.ways.namespace {
            request.metadata_mut().insert("lyceum-namespace", namespace.clone());
        }
        Ok(request)
    }

    /// Makes a call that may be repeated, until it goes well, fails for good, or the time left is too short for another try.
    pub(crate) async fn unary<I, O, F, R>(&self, message: I, call: F) -> Result<O, Error>
    where
        I: Clone,
        F: Fn(Channel, Request<I>) -> R,
        R: Future<Output = Result<Response<O>, Status>>,
    {
        self.unary_within(self.ways.timeout, message, call).await
    }

    /// As [`unary`](Self::unary), within a time of its own; `Duration::MAX` means for ever.
    pub(crate) async fn unary_within<I, O, F, R>(&self, limit: Duration, message: I, call: F) -> Result<O, Error>
    where
        I: Clone,
        F: Fn(Channel, Request<I>) -> R,
        R: Future<Output = Result<Response<O>, Status>>,
    {
        let deadline = Instant::now().checked_add(limit);
        for repeat in 0.. {
            let error = match self.unary_once(deadline, message.clone(), &call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let delay = BACKOFF.delay(repeat).max(error.retry_delay().unwrap_or_default());
            if !error.may_do_better() || deadline.is_some_and(|deadline| Instant::now() + delay >= deadline) {
                return Err(error);
            }
            sleep(delay).await;
        }
        unreachable!("a call is repeated until it ends")
    }

    /// Makes a call once, whatever it fails with.
    pub(crate) async fn unary_once<I, O, F, R>(
        &self,
        deadline: Option<Instant>,
        message: I,
        call: &F,
    ) -> Result<O, Error>
    where
        F: Fn(Channel, Request<I>) -> R,
        R: Future<Output = Result<Response<O>, Status>>,
    {
        let mut request = self.request(message)?;
        let Some(deadline) = deadline else {
            let answer = call(self.ways.control.clone(), request).await;
            return answer.map(Response::into_inner).map_err(error_of_status);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        request.set_timeout(left.saturating_add(SERVER_SLACK));
        match timeout_at(deadline, call(self.ways.control.clone(), request)).await {
            Ok(answer) => answer.map(Response::into_inner).map_err(error_of_status),
            Err(_) => Err(Error::of_code(
                Code::DeadlineExceeded,
                format!("the server did not answer within {left:?}"),
            )),
        }
    }

    /// Time that a call has which says none.
    pub(crate) fn timeout(&self) -> Duration {
        self.ways.timeout
    }
}

fn endpoint(url: &str, tls: &Tls, keepalive: Duration) -> Result<Endpoint, Error> {
    let whole = if url.contains("://") {
        url.to_owned()
    } else {
        format!("http://{url}")
    };
    let wrong = |why: String| {
        let message = format!("the url must be http://host:port or https://host:port, not {url:?}: {why}");
        Error::of_code(Code::InvalidArgument, message)
    };
    let endpoint = Endpoint::from_shared(whole).map_err(|error| wrong(error.to_string()))?;
    let uri = endpoint.uri().clone();
    let secure = uri.scheme_str() == Some("https");
    if !secure && uri.scheme_str() != Some("http") {
        return Err(wrong("its scheme is another".to_owned()));
    }
    if !matches!(uri.path(), "" | "/") || uri.host().is_none_or(str::is_empty) {
        return Err(wrong("it has a path, or no host".to_owned()));
    }
    let endpoint = endpoint
        .connect_timeout(GREETING)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(keepalive)
        .keep_alive_timeout(keepalive)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(4 * WINDOW_BYTES);
    if !secure {
        return Ok(endpoint);
    }
    let config = match &tls.ca {
        Some(ca) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca)),
        None => ClientTlsConfig::new().with_native_roots(),
    };
    let config = match (&tls.cert, &tls.key) {
        (Some(cert), Some(key)) => config.identity(Identity::from_pem(cert, key)),
        _ => config,
    };
    endpoint.tls_config(config).map_err(|error| {
        let message = format!("the TLS certificates cannot be used: {error}");
        Error::of_code(Code::InvalidArgument, message)
    })
}

fn metadata(text: &str) -> Result<MetadataValue<Ascii>, Error> {
    text.parse().map_err(|_| {
        let message = "a token or namespace has characters that a header cannot carry";
        Error::of_code(Code::InvalidArgument, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_urls_of_servers_alone() {
        let made = |url: &str| endpoint(url, &Tls::default(), Duration::from_secs(5));
        assert_eq!(
            made("127.0.0.1:50051").expect("it is fine").uri().to_string(),
            "http://127.0.0.1:50051/"
        );
        for url in ["ftp://host", "http://host/path", "http://", ""] {
            assert_eq!(
                made(url).expect_err("it is none").code(),
                Code::InvalidArgument,
                "{url}"
            );
        }
    }
}
