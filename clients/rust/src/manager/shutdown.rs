use std::time::Duration;

/// How to end a run.
#[derive(Clone, Copy, Debug)]
pub struct Shutdown {
    pub(crate) blocking: bool,
    pub(crate) raise_errors: bool,
    pub(crate) terminate: Option<bool>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) kill_after: Option<Duration>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self {
            blocking: true,
            raise_errors: true,
            terminate: None,
            timeout: None,
            kill_after: None,
        }
    }
}

impl Shutdown {
    /// Waits for the end, for ever, and fails with what the agent failed with.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does not wait for the end.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.blocking = false;
        self
    }

    /// Waits, but does not fail with what the agent failed with.
    #[must_use]
    pub fn without_errors(mut self) -> Self {
        self.raise_errors = false;
        self
    }

    /// Whether to terminate the mailbox. Default as the run's configuration says.
    #[must_use]
    pub fn terminate(mut self, terminate: bool) -> Self {
        self.terminate = Some(terminate);
        self
    }

    /// When to give up waiting; the agent ends all the same. Default never.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Kill the host when the agent has not ended by then. Default as the run's configuration says.
    #[must_use]
    pub fn kill_after(mut self, after: Duration) -> Self {
        self.kill_after = Some(after);
        self
    }
}
