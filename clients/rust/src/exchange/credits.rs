/// How many requests may be delivered: a window less what was delivered and is not yet begun.
#[derive(Debug)]
pub(crate) struct Credits {
    window: u32,
    used: u32,
    returned: u32,
}

impl Credits {
    pub(crate) fn new(window: u32) -> Self {
        Self {
            window,
            used: 0,
            returned: 0,
        }
    }

    /// A delivery took one.
    pub(crate) fn take_one(&mut self) {
        self.used += 1;
    }

    /// Gives one back. Small change goes with the next frame; true says that so many have come together that they are worth one of their own.
    pub(crate) fn give(&mut self) -> bool {
        if self.used == 0 {
            return false;
        }
        self.used -= 1;
        self.returned += 1;
        self.returned * 4 >= self.window
    }

    /// Takes those that came back since the last time, to tell the server.
    pub(crate) fn returned(&mut self) -> u32 {
        std::mem::take(&mut self.returned)
    }

    /// All that there are, for a server that forgot.
    pub(crate) fn anew(&mut self) -> u32 {
        self.returned = 0;
        self.window.saturating_sub(self.used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_change_once_and_states_all_anew() {
        let mut credits = Credits::new(8);
        for _ in 0..3 {
            credits.take_one();
        }
        assert_eq!(credits.anew(), 5);
        assert!(!credits.give());
        assert!(credits.give());
        assert_eq!((credits.returned(), credits.returned()), (2, 0));
        assert_eq!(credits.anew(), 7);
    }
}
