//! How long, and how many, connections are borne with.

use std::time::Duration;

/// Limits of connections; each has a figure that no browser and no program on a poor line comes near.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Connections at once, and of them from one address. Where there are too many, the one that has kept us waiting
    /// longest makes room for the next.
    pub connections: usize,
    pub of_address: usize,
    /// For the head of a request, and for the next one on an open connection.
    pub head: Duration,
    /// A body brings at least so many bytes in each such time, or it is ended.
    pub body: Duration,
    pub body_bytes: u64,
    /// From the head of a request to its answer.
    pub whole: Duration,
    /// For an answer of which nothing is taken.
    pub taking: Duration,
    /// For everything under way once the program is told to stop.
    pub stopping: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            connections: 512,
            of_address: 200,
            head: Duration::from_secs(20),
            body: Duration::from_secs(15),
            body_bytes: 4096,
            whole: Duration::from_secs(30 * 60),
            taking: Duration::from_secs(60),
            stopping: Duration::from_secs(10),
        }
    }
}
