use std::marker::PhantomData;
use std::sync::Arc;

use crate::agent::part_sender::PartSender;
use crate::error::Error;
use crate::payload::IntoPayload;

/// Where a streaming action sends its partial results.
pub struct Parts<P> {
    sender: Arc<PartSender>,
    part: PhantomData<fn(P)>,
}

impl<P: IntoPayload> Parts<P> {
    pub(crate) fn new(sender: Arc<PartSender>) -> Self {
        Self {
            sender,
            part: PhantomData,
        }
    }

    /// Sends a part; ends when there is room for the next.
    ///
    /// # Errors
    ///
    /// Kind `Serialization` when it cannot be sent; else what the exchange refuses it with for good.
    pub async fn send(&mut self, part: P) -> Result<(), Error> {
        self.sender.send(part.into_payload()?).await
    }
}
