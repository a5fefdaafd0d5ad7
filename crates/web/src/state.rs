//! What every handler has: the hall, and nothing else.

use app::services::hall::Hall;

/// The server's state.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) hall: Hall,
}
