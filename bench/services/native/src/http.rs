//! As little HTTP/1.1 as a load generator needs: one connection kept open, one request at a time.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is asked.
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// Whole lines, each with its end.
    pub headers: String,
    pub body: String,
}

/// What came back.
pub struct Response {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A connection to one address; opened again if the other side has closed it.
pub struct Connection {
    address: String,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Connection {
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Sends one request and reads the whole answer.
    pub async fn call(&mut self, request: &Request) -> Result<Response> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        // Taken out, so that a call that is given up leaves no half-read answer behind.
        let mut stream = self.stream.take().ok_or(ErrorKind::NotConnected)?;
        let (answer, stays) = self.exchange(&mut stream, request).await?;
        self.stream = stays.then_some(stream);
        Ok(answer)
    }

    async fn exchange(
        &mut self,
        stream: &mut TcpStream,
        request: &Request,
    ) -> Result<(Response, bool)> {
        let Request { method, path, headers, body } = request;
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(text.as_bytes()).await?;
        self.buffer.clear();
        let head_end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            more(stream, &mut self.buffer).await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, head.clone()))?;
        let header = |name: &str| {
            head.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
        };
        let body = if header("transfer-encoding") == Some("chunked") {
            chunked(stream, &mut self.buffer, head_end).await?
        } else {
            let length: usize =
                header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            while self.buffer.len() < head_end + length {
                more(stream, &mut self.buffer).await?;
            }
            self.buffer[head_end..head_end + length].to_vec()
        };
        Ok((Response { status, body }, header("connection") != Some("close")))
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

async fn chunked(stream: &mut TcpStream, buffer: &mut Vec<u8>, start: usize) -> Result<Vec<u8>> {
    let mut at = start;
    let mut body = Vec::new();
    loop {
        let line_end = loop {
            if let Some(end) = find(&buffer[at..], b"\r\n") {
                break at + end;
            }
            more(stream, buffer).await?;
        };
        let digits = String::from_utf8_lossy(&buffer[at..line_end]).into_owned();
        let size = usize::from_str_radix(digits.split(';').next().unwrap_or("").trim(), 16)
            .map_err(|_| Error::new(ErrorKind::InvalidData, digits))?;
        at = line_end + 2;
        while buffer.len() < at + size + 2 {
            more(stream, buffer).await?;
        }
        body.extend_from_slice(&buffer[at..at + size]);
        at += size + 2;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
