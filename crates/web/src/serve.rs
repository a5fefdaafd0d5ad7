//! Connections: how many, how long one may take to say what it wants, and how they end.
//!
//! A client that sends its headers byte by byte, or keeps a connection and says nothing, is
//! hung up on; so many slow ones cannot keep the others out for longer than that.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Connections at once; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 4096;
/// How long a request's headers may take, and how long a connection may be silent between
/// requests.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// How long requests that have begun may take after the server was told to stop.
const STOP_WITHIN: Duration = Duration::from_secs(30);
/// How long to wait when the system gives no more connections.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves; what has begun is finished.
pub(crate) async fn serve(
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let (stopping, stopped) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let seat = Arc::clone(&room).acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => accepted,
        };
        let Ok((stream, _address)) = accepted else {
            // Too many open files, or the client has gone: neither ends the server.
            tokio::time::sleep(RETRY_AFTER).await;
            continue;
        };
        let talk = talk(stream, router.clone(), stopped.clone());
        #[expect(clippy::disallowed_methods, reason = "each connection is served by itself")]
        tokio::spawn(async move {
            talk.await;
            drop(seat);
        });
    }
    drop(listener);
    let _nobody_waits = stopping.send(true);
    let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    let _too_late = tokio::time::timeout(STOP_WITHIN, room.acquire_many(all)).await;
    Ok(())
}

/// One connection, to its end.
async fn talk(stream: TcpStream, router: Router, mut stopped: watch::Receiver<bool>) {
    // Answers are small and waited for: no delay for larger packets.
    let _may_fail = stream.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut served = std::pin::pin!(served);
    tokio::select! {
        _ended = served.as_mut() => return,
        _told = stopped.wait_for(|stopped| *stopped) => {}
    }
    served.as_mut().graceful_shutdown();
    let _ended = served.await;
}
