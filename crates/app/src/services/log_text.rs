//! The log of cases written for other programs, without a server.

use super::hall;
use super::paper;
use crate::error::Error;
use crate::opened::App;

/// As OCEL 2.0 JSON.
pub async fn ocel(app: &App, store: Option<&str>) -> Result<String, Error> {
    let journal = paper::open(app, store).await?;
    Ok(hall::ocel(&journal).await?)
}

/// As XES.
pub async fn xes(app: &App, store: Option<&str>) -> Result<String, Error> {
    let journal = paper::open(app, store).await?;
    Ok(hall::xes(&journal).await?)
}
