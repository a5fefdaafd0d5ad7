//! The plain peer: rows in PostgreSQL, one transaction and one round trip a call, nothing else.
//!
//! A case is a row, its items are rows, every call appends a row to the log; an item is done only
//! if those before it are. Each HTTP connection has a PostgreSQL connection of its own with
//! prepared statements, so nothing waits for a pool.
//!   plainpg ADDRESS POSTGRES_URL

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use std::sync::Arc;
use tokio_postgres::{Client, NoTls, Statement};

const SCHEMA: &str = "
DROP TABLE IF EXISTS plain_event, plain_item, plain_case;
CREATE TABLE plain_case (id TEXT PRIMARY KEY, status TEXT NOT NULL, opened_at TIMESTAMPTZ NOT NULL);
CREATE TABLE plain_item (case_id TEXT NOT NULL, item TEXT NOT NULL, after TEXT[] NOT NULL,
    done_at TIMESTAMPTZ, PRIMARY KEY (case_id, item));
CREATE TABLE plain_event (seq BIGSERIAL PRIMARY KEY, case_id TEXT NOT NULL, kind TEXT NOT NULL,
    item TEXT, at TIMESTAMPTZ NOT NULL DEFAULT now());";

const OPEN: &str = "
WITH opened AS (INSERT INTO plain_case VALUES ($1, 'running', now()) RETURNING id),
items AS (INSERT INTO plain_item (case_id, item, after)
    SELECT id, v.item, v.after FROM opened, (VALUES ('a', ARRAY[]::TEXT[]), ('b', ARRAY['a']),
        ('c', ARRAY['a']), ('d', ARRAY['a']), ('e', ARRAY['b', 'c', 'd'])) AS v (item, after))
INSERT INTO plain_event (case_id, kind) SELECT id, 'opened' FROM opened";

const COMPLETE: &str = "
WITH done AS (UPDATE plain_item AS i SET done_at = now()
    WHERE case_id = $1 AND item = $2 AND done_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM plain_item AS p
        WHERE p.case_id = $1 AND p.item = ANY (i.after) AND p.done_at IS NULL)
    RETURNING item),
closed AS (UPDATE plain_case SET status = 'closed'
    WHERE id = $1 AND EXISTS (SELECT 1 FROM done) AND NOT EXISTS (
        SELECT 1 FROM plain_item WHERE case_id = $1 AND item <> $2 AND done_at IS NULL))
INSERT INTO plain_event (case_id, kind, item) SELECT $1, 'granted', item FROM done";

const LOOK: &str = "SELECT status = 'closed' FROM plain_case WHERE id = $1";

struct Rows {
    client: Client,
    open: Statement,
    complete: Statement,
    look: Statement,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let address = args.next().expect("plainpg ADDRESS POSTGRES_URL");
    let url = args.next().expect("plainpg ADDRESS POSTGRES_URL");
    connect(&url).await?.batch_execute(SCHEMA).await?;
    let listener = tokio::net::TcpListener::bind(&address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let url = url.clone();
        tokio::spawn(async move {
            let rows = Arc::new(Rows::connect(&url).await.expect("PostgreSQL is there"));
            let answer = service_fn(move |request| {
                let rows = rows.clone();
                async move { Ok::<_, std::convert::Infallible>(rows.answer(request).await) }
            });
            let stream = hyper_util::rt::TokioIo::new(stream);
            let _ =
                hyper::server::conn::http1::Builder::new().serve_connection(stream, answer).await;
        });
    }
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

impl Rows {
    async fn connect(url: &str) -> Result<Self, tokio_postgres::Error> {
        let client = connect(url).await?;
        Ok(Self {
            open: client.prepare(OPEN).await?,
            complete: client.prepare(COMPLETE).await?,
            look: client.prepare(LOOK).await?,
            client,
        })
    }

    async fn answer(&self, request: Request<hyper::body::Incoming>) -> Response<Full<Bytes>> {
        let parts: Vec<&str> = request.uri().path().split('/').skip(1).collect();
        let wrote = match (request.method(), parts.as_slice()) {
            (&Method::POST, ["cases", case]) => self.client.execute(&self.open, &[case]).await,
            (&Method::POST, ["cases", case, item]) => {
                self.client.execute(&self.complete, &[case, item]).await
            }
            (&Method::GET, ["cases", case]) => {
                let row = self.client.query_opt(&self.look, &[case]).await;
                let closed = matches!(row, Ok(Some(row)) if row.get(0));
                return reply(200, format!("{{\"closed\":{closed}}}"));
            }
            _ => return reply(404, "{}".to_owned()),
        };
        match wrote {
            Ok(1) => reply(200, "{}".to_owned()),
            Ok(_) => reply(409, "{}".to_owned()),
            Err(error) => reply(500, format!("{{\"error\":{:?}}}", error.to_string())),
        }
    }
}

fn reply(status: u16, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    response
}
