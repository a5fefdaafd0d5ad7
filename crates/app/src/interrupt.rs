//! Ctrl-C: the first one asks to stop, the second one leaves at once. What was staged stays.

use crate::error::Error;
use crate::progress::Stop;
use std::future::Future;

/// Runs `work`; on Ctrl-C sets `stop` and calls `asked`, on a second one gives up waiting.
pub async fn until_interrupted<T>(
    work: impl Future<Output = Result<T, Error>>,
    stop: &Stop,
    asked: impl Fn(),
) -> Result<T, Error> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            signal = tokio::signal::ctrl_c() => {
                if signal.is_err() {
                    return work.await;
                }
                if stop.ask() {
                    return Err(Error::could_not("已中断", "interrupted").help(
                        "再次运行同一命令会接着导入",
                        "the same command goes on where it stopped",
                    ));
                }
                asked();
            }
        }
    }
}
