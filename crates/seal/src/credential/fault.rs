//! Why a credential is not accepted: five reasons that a person at a counter tells apart.

use crate::keys::PublicKey;
use crate::proof::{ProofFault, part};
use crate::strict::NotJson;
use diag::Text;
use jiff::Timestamp;

/// Why a credential is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum Fault {
    /// Not JSON.
    NotJson(NotJson),
    /// JSON, and not a credential that this program issues.
    NotCredential {
        /// Where, such as `credentialSubject.case`.
        at: String,
        /// What belongs there.
        expected: Text,
        /// What stands there.
        found: Text,
    },
    /// The proof is missing, of another kind, or does not fit.
    Tampered(ProofFault),
    /// Signed well, by a key that the reader does not trust.
    NotTrusted {
        /// The key.
        key: PublicKey,
        /// The keys that are trusted.
        trusted: Vec<PublicKey>,
    },
    /// Its time is over.
    Expired {
        /// The last moment at which it was valid.
        until: Timestamp,
        /// The moment of the check.
        now: Timestamp,
    },
    /// Its time has not come.
    NotYetValid {
        /// The first moment at which it is valid.
        from: Timestamp,
        /// The moment of the check.
        now: Timestamp,
    },
}

impl From<ProofFault> for Fault {
    fn from(fault: ProofFault) -> Self {
        match fault {
            ProofFault::Part { at, expected, found } => Self::NotCredential { at, expected, found },
            other @ (ProofFault::NoForm(_) | ProofFault::Tampered { .. }) => Self::Tampered(other),
        }
    }
}

impl Fault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::NotJson(inner) => inner.text(),
            Self::NotCredential { at, expected, found } => {
                let Text { zh, en } = part(at, expected, found);
                Text::new(
                    format!("这不是本系统签发的凭证：{zh}"),
                    format!("this is not a credential: {en}"),
                )
            }
            Self::Tampered(inner) => inner.text(),
            Self::NotTrusted { key, trusted } => {
                let list: Vec<_> = trusted.iter().map(ToString::to_string).collect();
                let (zh, en) = if list.is_empty() {
                    ("未列出任何密钥".to_owned(), "(none is listed)".to_owned())
                } else {
                    (list.join("、"), list.join(", "))
                };
                Text::new(
                    format!("签发密钥应受信任（{zh}），实际是 {key}"),
                    format!("expected a signature by a trusted key {en}, found one by {key}"),
                )
            }
            Self::Expired { until, now } => Text::new(
                format!("有效期至 {until}，现在是 {now}：已过期"),
                format!("expected a check until {until}, found {now}: it has expired"),
            ),
            Self::NotYetValid { from, now } => Text::new(
                format!("自 {from} 起有效，现在是 {now}：尚未生效"),
                format!("expected a check from {from} on, found {now}: it is not valid yet"),
            ),
        }
    }
}
