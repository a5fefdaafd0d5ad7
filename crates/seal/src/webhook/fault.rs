//! Why a webhook is not accepted, or cannot be signed.

use diag::Text;
use jiff::{SignedDuration, Timestamp};

/// Why a webhook is not accepted, or cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum WebhookFault {
    /// A header is not there.
    Missing {
        /// Its name.
        header: &'static str,
    },
    /// The moment is not a number of seconds.
    Timestamp {
        /// What stands there.
        found: String,
    },
    /// The moment is too far from now: the message is old, or a clock is wrong.
    Tolerance {
        /// The message's moment.
        at: Timestamp,
        /// The moment of the check.
        now: Timestamp,
        /// How far they may be apart.
        tolerance: SignedDuration,
    },
    /// No signature fits any secret.
    Signature {
        /// How many signatures were there.
        found: usize,
        /// How many secrets were tried.
        secrets: usize,
    },
    /// A secret of another form.
    Secret {
        /// The forms there are.
        expected: &'static str,
        /// How long it is; a public key is shown.
        found: String,
    },
    /// A shared secret that is too short or too long.
    Length {
        /// How many bytes.
        found: usize,
    },
    /// An id that would make two messages look alike, or does not fit a header.
    Id {
        /// The id.
        found: String,
    },
    /// Nothing to sign with.
    NoSecret,
}

impl WebhookFault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Missing { header } => Text::new(
                format!("应有请求头 {header}，实际没有"),
                format!("expected the header {header}, found none"),
            ),
            Self::Timestamp { found } => Text::new(
                format!("webhook-timestamp 应为 1970 年以来的秒数，实际是“{found}”"),
                format!("expected seconds since 1970 in webhook-timestamp, found `{found}`"),
            ),
            Self::Tolerance { at, now, tolerance } => {
                let seconds = tolerance.abs().as_secs();
                Text::new(
                    format!("消息时刻应与当前时刻 {now} 相差不超过 {seconds} 秒，实际是 {at}"),
                    format!("expected a moment within {seconds} s of {now}, found {at}"),
                )
            }
            Self::Signature { found, secrets } => Text::new(
                format!("应有一个签名与 {secrets} 个密钥之一相符，实际 {found} 个签名都不符"),
                format!(
                    "expected a signature that fits one of {secrets} secrets, \
                     found {found} that fit none"
                ),
            ),
            Self::Secret { expected, found } => Text::new(
                format!("密钥应为 {expected}，实际是“{found}”"),
                format!("expected a secret {expected}, found `{found}`"),
            ),
            Self::Length { found } => Text::new(
                format!("共享密钥应有 24 至 64 个字节，实际有 {found} 个"),
                format!("expected a shared secret of 24 to 64 bytes, found {found}"),
            ),
            Self::Id { found } => Text::new(
                format!("消息编号应为不含“.”和空格的 ASCII 字符，实际是“{found}”"),
                format!("expected an id of ASCII letters without `.` and spaces, found `{found}`"),
            ),
            Self::NoSecret => {
                Text::new("应有至少一个密钥，实际没有", "expected at least one secret, found none")
            }
        }
    }
}
