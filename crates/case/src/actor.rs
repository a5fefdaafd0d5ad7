//! Who gives a command: a role and the id under which the district knows the person or system.

use serde::{Deserialize, Serialize};

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The id of the person or system; empty for the machine itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// In which role.
    pub role: ActorRole,
}

/// The role in which somebody acts. The names are stored: the list is append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorRole {
    /// The person or enterprise whose case it is; the actor's id is the case's `applicant`.
    Applicant,
    /// Somebody who acts for them.
    Helper {
        /// The `applicant` of the case.
        acts_for: String,
    },
    /// Somebody who works at a desk of an office.
    Officer {
        /// The office.
        office: String,
        /// The place at which the desk stands.
        place: String,
    },
    /// Who runs the system and helps where it is stuck.
    Operator,
    /// The machine itself: timers and what follows from another event.
    System,
    /// The system of an office, such as a department's own.
    Outside {
        /// The office for which it speaks.
        office: String,
    },
}

impl Actor {
    /// The machine itself.
    pub const fn system() -> Self {
        Self { id: String::new(), role: ActorRole::System }
    }

    /// Whether it is the machine itself.
    pub fn machine(&self) -> bool {
        self.role == ActorRole::System
    }
}

impl ActorRole {
    /// The word for it, as stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Helper { .. } => "helper",
            Self::Officer { .. } => "officer",
            Self::Operator => "operator",
            Self::System => "system",
            Self::Outside { .. } => "outside",
        }
    }
}
