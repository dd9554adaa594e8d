use std::sync::Arc;

use tokio::sync::mpsc::{self, Sender};
use tokio::time::{sleep, timeout};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Streaming};

use super::connection::{Carrier, GOODBYE};
use super::pulse::Pulse;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::proto::exchange_service_client::ExchangeServiceClient;
use crate::proto::{ConnectRequest, ConnectResponse};
use crate::status::error_of_status;
use crate::transport::MAX_MESSAGE_BYTES;

const BACKOFF: Backoff = Backoff::new(50, 5_000);
/// Statuses of the stream that trying again does not change.
const HOPELESS: &[Code] = &[
    Code::Unauthenticated,
    Code::PermissionDenied,
    Code::InvalidArgument,
    Code::Unimplemented,
];

/// How a stream ended.
struct Ended {
    error: Option<Error>,
    /// Whether the server said anything on it.
    accepted: bool,
}

/// Keeps a stream open as long as there are sessions to carry, until the connection closes.
pub(crate) async fn drive(carrier: Arc<Carrier>) {
    let live = async {
        while !carrier.closing.is_cancelled() {
            carrier.wanted().await;
            carrier.begin();
            let ended = stream(&carrier).await;
            let repeat = carrier.ended(ended.hopeless());
            tokio::select! {
                () = sleep(BACKOFF.delay(repeat)) => {}
                () = carrier.closing.cancelled() => {}
            }
        }
    };
    tokio::select! {
        () = live => {}
        never = carrier.watch_reach() => match never {},
    }
}

impl Ended {
    fn hopeless(&self) -> Option<&Error> {
        let error = self.error.as_ref()?;
        // A stream that was accepted and ended with its credential may be opened again with a fresh one.
        let renewable = self.accepted && error.reason() == "TOKEN_EXPIRED";
        (HOPELESS.contains(&error.code()) && !renewable).then_some(error)
    }
}

/// One stream, from its opening to its end.
async fn stream(carrier: &Carrier) -> Ended {
    let (frames, outgoing) = mpsc::channel(1);
    let request = match carrier.transport.request(ReceiverStream::new(outgoing)) {
        Ok(request) => request,
        Err(error) => {
            return Ended {
                error: Some(error),
                accepted: false,
            };
        }
    };
    let mut client = ExchangeServiceClient::new(carrier.transport.streams())
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES);
    let opening = client.connect(request);
    tokio::pin!(opening);
    let mut incoming: Option<Streaming<ConnectResponse>> = None;
    let mut pulse = Pulse::new(carrier.silence);
    let mut accepted = false;
    loop {
        let has_work = carrier.has_work();
        // The frames go out while the stream opens: the server greets once it has the first.
        let error = tokio::select! {
            opened = &mut opening, if incoming.is_none() => match opened {
                Ok(response) => {
                    incoming = Some(response.into_inner());
                    continue;
                }
                Err(status) => Some(error_of_status(status)),
            },
            frame = next(&mut incoming), if incoming.is_some() => match frame {
                Ok(Some(frame)) => {
                    accepted = true;
                    pulse.beat();
                    carrier.receive(frame);
                    continue;
                }
                Ok(None) => None,
                Err(error) => Some(error),
            },
            room = frames.reserve(), if has_work => match room {
                Ok(room) => {
                    if let Some(frame) = carrier.frame() {
                        room.send(frame);
                    }
                    continue;
                }
                Err(_) => None,
            },
            () = carrier.work.notified(), if !has_work => continue,
            () = pulse.silent() => {
                let message = format!("the server was silent for {:?}", carrier.silence);
                Some(Error::of_code(Code::Unavailable, message))
            }
            () = carrier.closing.cancelled() => break,
        };
        return Ended { error, accepted };
    }
    let _ = timeout(GOODBYE, finish(carrier, frames, &mut incoming)).await;
    Ended { error: None, accepted }
}

/// Writes what is left and reads until the server has ended the stream, too.
async fn finish(carrier: &Carrier, frames: Sender<ConnectRequest>, incoming: &mut Option<Streaming<ConnectResponse>>) {
    while let Some(frame) = carrier.frame() {
        if frames.send(frame).await.is_err() {
            return;
        }
    }
    drop(frames);
    while let Ok(Some(_)) = next(incoming).await {}
}

async fn next(incoming: &mut Option<Streaming<ConnectResponse>>) -> Result<Option<ConnectResponse>, Error> {
    match incoming {
        Some(incoming) => incoming.message().await.map_err(error_of_status),
        None => Ok(None),
    }
}
