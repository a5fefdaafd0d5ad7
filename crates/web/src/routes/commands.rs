//! One route for everything that can be asked of a case, as one tagged body: what is allowed,
//! when, and to whom is decided by the case machine.

use super::cases::MaterialBody;
use super::{Object, versioned};
use crate::extract::{At, Body, Caller, DOERS, Day, Shaped, if_match, key};
use crate::problem::Problem;
use crate::state::Server;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is wanted of a case.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Order {
    /// Keeps what has been filled in so far.
    SaveDraft {
        /// Answers by field.
        #[schema(value_type = Object)]
        answers: Object,
    },
    /// Hands the application in; answers and materials replace those of the draft.
    Submit {
        /// Answers by field.
        #[serde(default)]
        #[schema(value_type = Object)]
        answers: Object,
        /// Materials by slot.
        #[serde(default)]
        materials: BTreeMap<String, MaterialBody>,
    },
    /// Takes the application up: clocks begin.
    Accept,
    /// Asks, once, for what is missing.
    AskSupplement {
        /// The item; none: the whole, before it is accepted.
        #[serde(default)]
        item: Option<String>,
        /// What is missing.
        what: String,
        /// The materials asked for, by slot.
        #[serde(default)]
        slots: Vec<String>,
    },
    /// Brings what was asked for.
    Supply {
        /// The item; none: the whole.
        #[serde(default)]
        item: Option<String>,
        /// Materials by slot.
        #[serde(default)]
        materials: BTreeMap<String, MaterialBody>,
        /// Answers that replace the earlier ones.
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        answers: Option<Object>,
    },
    /// Stops an item's clock on a ground that the item declares.
    StopClock {
        /// The item.
        item: String,
        /// The ground's id.
        ground: String,
    },
    /// Lets a stopped clock go on.
    ResumeClock {
        /// The item.
        item: String,
    },
    /// Makes a legal limit longer, once.
    Extend {
        /// The item; none: the whole.
        #[serde(default)]
        item: Option<String>,
        /// Working days, in halves.
        #[schema(minimum = 1, maximum = 1000)]
        halves: u32,
        /// Why; the applicant is told.
        reason: String,
        /// Who approved it.
        approved_by: String,
    },
    /// Takes a task.
    Claim {
        /// The item.
        item: String,
    },
    /// Puts a claimed task back.
    GiveBack {
        /// The item.
        item: String,
    },
    /// Grants an item.
    Grant {
        /// The item.
        item: String,
        /// Results that the officer calls for; the plan grows by what gives them.
        #[serde(default)]
        calls: Vec<String>,
        /// References to documents, by result.
        #[serde(default)]
        documents: BTreeMap<String, String>,
    },
    /// Refuses an item.
    Refuse {
        /// The item.
        item: String,
        /// Why, as the applicant is told.
        ground: String,
    },
    /// Gives an item back to one that it takes from.
    SendBack {
        /// The item whose officer sends back.
        item: String,
        /// The earlier item.
        to: String,
        /// Why.
        reason: String,
    },
    /// Issues a result anew.
    Issue {
        /// The item.
        item: String,
        /// The result's slot.
        slot: String,
        /// Its last valid day.
        #[serde(default)]
        valid_until: Option<Day>,
        /// A reference to the document.
        #[serde(default)]
        document: Option<String>,
    },
    /// Takes an issued result back.
    Revoke {
        /// The item.
        item: String,
        /// The result's slot.
        slot: String,
        /// Why.
        reason: String,
    },
    /// Hands a task to another desk.
    Transfer {
        /// The item.
        item: String,
        /// The office.
        office: String,
        /// The place of the desk.
        place: String,
        /// Why, if it is another office.
        #[serde(default)]
        reason: String,
    },
    /// Lets a task climb one level.
    Climb {
        /// The item or measure.
        item: String,
        /// Why.
        reason: String,
    },
    /// Ends the case at the applicant's wish.
    Withdraw {
        /// Why, if they say so.
        #[serde(default)]
        reason: String,
    },
    /// Corrects a clerical error in a decision; nothing is erased.
    Correct {
        /// The item.
        item: String,
        /// Why.
        reason: String,
        /// What it says now.
        text: String,
    },
    /// Appeals against a refusal.
    Appeal {
        /// The item.
        item: String,
        /// On what grounds.
        text: String,
    },
    /// Answers an appeal.
    SettleAppeal {
        /// The item.
        item: String,
        /// Whether the refusal falls.
        overturned: bool,
        /// Why.
        ground: String,
    },
    /// Sends results to the applicant.
    Deliver {
        /// Which.
        slots: Vec<String>,
        /// By whom or how.
        by: String,
    },
    /// The applicant signs for a delivery.
    Sign {
        /// The number of the delivery, from 0.
        #[schema(minimum = 0, maximum = 9999)]
        delivery: u32,
    },
    /// Rates the handling.
    Rate {
        /// 1 (worst) to 5 (best).
        #[schema(minimum = 1, maximum = 5)]
        stars: u8,
        /// Whether the promise was kept, in the applicant's eyes.
        #[serde(default)]
        kept_promise: Option<bool>,
    },
    /// Closes a case in which nothing is left to be done.
    Close,
    /// Ends a case, or an item and what takes from it.
    Cancel {
        /// The item; none: the case.
        #[serde(default)]
        item: Option<String>,
        /// Why.
        reason: String,
    },
    /// Moves the case to the server's pack version, where that is sound.
    Migrate,
    /// A measure of a programme was carried out.
    MeasureDone {
        /// The measure's item.
        item: String,
        /// A note.
        #[serde(default)]
        note: String,
    },
    /// A measure could not be carried out this time.
    MeasureUndone {
        /// The measure's item.
        item: String,
        /// Why.
        reason: String,
    },
    /// Ends a standing case.
    End {
        /// Why.
        reason: String,
    },
}

impl Shaped for Order {
    const LISTS: Option<&'static [&'static str]> = Some(&["calls", "slots"]);
}

impl Order {
    /// Refuses numbers that are out of their range.
    fn within(&self) -> Result<(), Problem> {
        let asked = if let Self::Extend { halves, .. } = self {
            Some(("halves", *halves, 1..=1000))
        } else if let Self::Sign { delivery } = self {
            Some(("delivery", *delivery, 0..=9999))
        } else if let Self::Rate { stars, .. } = self {
            Some(("stars", u32::from(*stars), 1..=5))
        } else {
            None
        };
        match asked {
            Some((name, found, range)) if !range.contains(&found) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!("{name} 应为 {} 至 {}，实为 {found}", range.start(), range.end()),
                format!("expected {name} from {} to {}, found {found}", range.start(), range.end()),
            )),
            Some(_) | None => Ok(()),
        }
    }
}

/// Asks something of a case.
#[utoipa::path(
    post, path = "/cases/{case}/commands", operation_id = "command_case",
    tag = "cases", security(("bearer" = [])),
    params(
        ("case" = String, Path, description = "The case's id"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 128,
         pattern = "^[!-~]+$",
         description = "The same key with the same request gives the same answer, once done"),
        ("If-Match" = Option<String>, Header, pattern = r#"^(\*|(W/)?"?[0-9]{1,18}"?)$"#,
         description = "The version that the request was made of; refused if it has changed"),
    ),
    request_body = Order,
    responses(
        (status = 200, body = super::cases::Answer,
         headers(("ETag" = String, description = "Its version"))),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 412, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn command(
    State(server): State<Server>,
    caller: Caller,
    At(case): At,
    headers: HeaderMap,
    Body(order): Body<Order>,
) -> Result<Response, Problem> {
    caller.only(&DOERS)?;
    let key = key(&headers)?;
    order.within()?;
    let version = if_match(&headers)?;
    let order = serde_json::to_value(&order).unwrap_or_default();
    let reply = server.hall.command(&caller.0, &key, &case, version, order).await?;
    Ok(versioned(StatusCode::OK, reply.version, &reply.body))
}
