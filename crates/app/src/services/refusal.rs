//! Refusals are the hall's; here is how they meet the errors of commands.

use crate::error::{Error, Exit};
pub use ::hall::{Refusal, RefusalKind};

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let kind = match error.exit {
            Exit::Done | Exit::Findings => RefusalKind::Rejected,
            Exit::WrongUse => RefusalKind::Form,
            Exit::CouldNot => RefusalKind::CouldNot,
        };
        Self {
            kind,
            code: error.code.map(|code| code.0.to_owned()),
            message: error.message,
            help: error.help.map(|help| *help),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let error = Self::refused(refusal.message.zh, refusal.message.en);
        let exit = match refusal.kind {
            RefusalKind::Form => Exit::WrongUse,
            RefusalKind::CouldNot => Exit::CouldNot,
            RefusalKind::NotFound
            | RefusalKind::Rejected
            | RefusalKind::Changed
            | RefusalKind::Forbidden
            | RefusalKind::KeyReused => Exit::Findings,
        };
        match refusal.help {
            Some(help) => error.exit(exit).help(help.zh, help.en),
            None => error.exit(exit),
        }
    }
}
