//! The work of offices: the inbox of a desk, and how much there is.
#![expect(unused_qualifications, reason = "the macro of `params` writes whole paths")]

use super::page_size;
use crate::extract::{Asked, Caller, names};
use crate::problem::Problem;
use crate::shapes::cases::{Count, Task};
use crate::state::Server;
use app::services::hall::InboxAsk;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Which tasks.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxQuery {
    /// Only this office; an officer's token sees its own office.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    office: Option<String>,
    /// Only this level.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    level: Option<String>,
    /// Only desks at this place.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    place: Option<String>,
    /// Only tasks claimed by this officer; `none`: only unclaimed ones.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    claimed_by: Option<String>,
    /// Only tasks due before this moment (RFC 3339).
    #[param(format = DateTime)]
    due_before: Option<String>,
    /// Where the page before ended: its `next`.
    #[param(pattern = "^[0-9]{1,16}~[!-~]{1,300}$")]
    cursor: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tasks {
    /// In order of their due dates.
    #[schema(value_type = Vec<Task>)]
    tasks: Value,
    /// The cursor of the next page, if there is one.
    next: Option<String>,
}

/// Lists the tasks of a desk, the most urgent first.
#[utoipa::path(
    get, path = "/inbox", operation_id = "list_tasks",
    tag = "work", security(("bearer" = [])),
    params(InboxQuery),
    responses(
        (status = 200, body = Tasks),
    )
)]
pub(crate) async fn inbox(
    State(server): State<Server>,
    caller: Caller,
    Asked(query): Asked<InboxQuery>,
) -> Result<Json<Tasks>, Problem> {
    caller.only(&[Role::Officer, Role::Operator, Role::Auditor, Role::Outside])?;
    let limit = page_size(query.limit)?;
    super::cursor(query.cursor.as_deref())?;
    names([
        ("office", &query.office),
        ("level", &query.level),
        ("place", &query.place),
        ("claimed_by", &query.claimed_by),
    ])?;
    let ask = InboxAsk {
        office: query.office,
        level: query.level,
        place: query.place,
        claimed_by: query.claimed_by,
        due_before: query.due_before,
        cursor: query.cursor,
        limit,
    };
    let (tasks, next) = server.hall.inbox(&caller.0, ask).await?;
    Ok(Json(Tasks { tasks, next }))
}

/// How many tasks there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    /// By office, level, place, claimed or not, and light.
    #[schema(value_type = Vec<Count>)]
    counts: Value,
}

/// Counts the tasks of each desk by light.
#[utoipa::path(
    get, path = "/inbox/counts", operation_id = "count_tasks",
    tag = "work", security(("bearer" = [])),
    responses(
        (status = 200, body = Counts),
    )
)]
pub(crate) async fn counts(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Counts>, Problem> {
    caller.only(&[Role::Officer, Role::Operator, Role::Auditor])?;
    Ok(Json(Counts { counts: server.hall.task_counts(&caller.0).await? }))
}
