//! What every handler has: the hall, the desk of access, and nothing else.

use app::access::desk::Desk;
use app::services::hall::Hall;

/// The server's state.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) hall: Hall,
    pub(crate) desk: Desk,
}
