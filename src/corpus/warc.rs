//! Web archives (WARC 1.0 and 1.1, ISO 28500), streamed: every HTML page fetched with success becomes a record.
//!
//! In: the bytes of an archive, gzip members taken apart already. Out: a [`Record`] a page; what is no page is passed over and
//! counted in one line at the end. Invariant: at most one record's body is held, and none over the limit.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Result as Io};

use flate2::read::{GzDecoder, ZlibDecoder};

use super::Reject;
use super::page::Page;
use super::records::{Record, broken_stream};

/// Longest header line that is kept; longer ones are cut.
const LINE: usize = 64 << 10;
/// Most header lines of a record.
const HEADER_LINES: usize = 1_000;

/// The pages of an archive.
pub(super) struct Warc {
    reader: Box<dyn BufRead + Send>,
    path: String,
    limit: usize,
    /// Number of the record under way, from 1.
    position: u64,
    passed_over: BTreeMap<String, u64>,
    ended: bool,
}

/// What a record turned out to be.
enum Met {
    Page(Page),
    /// No page: what it is.
    Other(String),
    /// A page that cannot be used: reason, detail, remedy.
    Refused(&'static str, String, &'static str),
    End,
}

impl Warc {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, path: String, limit: usize) -> Self {
        Self { reader, path, limit, position: 0, passed_over: BTreeMap::new(), ended: false }
    }

    /// Reads one record.
    fn record(&mut self) -> Io<Met> {
        let Some(version) = self.line_that_is_not_blank()? else { return Ok(Met::End) };
        self.position += 1;
        if !version.starts_with(b"WARC/") {
            return Err(std::io::Error::other("a record does not begin with WARC/"));
        }
        let header = self.header()?;
        let get = |name: &str| header.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let Some(length) = get("content-length").and_then(|length| length.parse::<u64>().ok()) else {
            return Err(std::io::Error::other("a record has no Content-Length"));
        };
        let kind = get("warc-type").unwrap_or("unknown").to_ascii_lowercase();
        let url = get("warc-target-uri").unwrap_or_default().trim_matches(['<', '>']).to_owned();
        let content = get("content-type").unwrap_or_default().to_ascii_lowercase();
        let whole_page = kind == "resource" && content.contains("html");
        if kind != "response" && !whole_page {
            self.pass_over(length)?;
            return Ok(Met::Other(kind));
        }
        if length > self.limit as u64 {
            self.pass_over(length)?;
            return Ok(Met::Refused("too_large", format!("the record has {length} bytes"), "raise max_article_bytes in the configuration"));
        }
        let mut body = Vec::with_capacity(length as usize);
        let read = (&mut self.reader).take(length).read_to_end(&mut body)?;
        if (read as u64) < length {
            return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the archive ends inside a record"));
        }
        if whole_page {
            return Ok(Met::Page(Page { html: body, url, charset: charset_of(&content) }));
        }
        Ok(answer(&body, url, self.limit))
    }

    /// The next line that holds anything; `None` at the end.
    fn line_that_is_not_blank(&mut self) -> Io<Option<Vec<u8>>> {
        loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.iter().all(u8::is_ascii_whitespace) => {}
                Some(line) => return Ok(Some(line)),
            }
        }
    }

    /// A line, cut at [`LINE`] bytes.
    fn line(&mut self) -> Io<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut seen = false;
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(seen.then_some(line));
            }
            seen = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(bytes.len(), |at| at + 1);
            let room = LINE.saturating_sub(line.len()).min(taken);
            line.extend_from_slice(&bytes[..room]);
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Names in lower case and values, up to the blank line; a line that begins with a blank goes on from the one before.
    fn header(&mut self) -> Io<Vec<(String, String)>> {
        let mut header: Vec<(String, String)> = Vec::new();
        for _ in 0..HEADER_LINES {
            let Some(line) = self.line()? else { return Ok(header) };
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if line.is_empty() {
                return Ok(header);
            }
            put_header(&mut header, &line);
        }
        Err(std::io::Error::other("a record's header has no end"))
    }

    fn pass_over(&mut self, length: u64) -> Io<()> {
        let passed = std::io::copy(&mut (&mut self.reader).take(length), &mut std::io::sink())?;
        if passed == length {
            Ok(())
        } else {
            Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the archive ends inside a record"))
        }
    }

    /// One line for everything that was no page.
    fn tally(&mut self) -> Option<Reject> {
        let passed_over = std::mem::take(&mut self.passed_over);
        let records: u64 = passed_over.values().sum();
        let kinds: Vec<String> = passed_over.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let detail = format!("{records} records hold no page: {}", kinds.join(", "));
        let remedy = "none needed: only HTML pages fetched with status 200 are read";
        (records > 0).then(|| Reject::new(&self.path, None, "not_a_page", detail, remedy).by_intent())
    }
}

impl Iterator for Warc {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.record() {
                Ok(Met::Page(page)) => {
                    let (path, position) = (self.path.clone(), self.position);
                    return Some(Ok(Record { path, position, page: Some(page), ..Record::default() }));
                }
                Ok(Met::Other(kind)) => *self.passed_over.entry(kind).or_default() += 1,
                Ok(Met::Refused(reason, detail, remedy)) => {
                    return Some(Err(Reject::new(&self.path, self.position, reason, detail, remedy)));
                }
                Ok(Met::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(broken_stream(&self.path, Some(self.position.max(1)), &error)));
                }
            }
        }
        self.tally().map(Err)
    }
}

/// Adds a line of a header to it.
fn put_header(header: &mut Vec<(String, String)>, line: &str) {
    if line.starts_with([' ', '\t']) {
        if let Some((_, value)) = header.last_mut() {
            value.push(' ');
            value.push_str(line.trim());
        }
    } else if let Some((name, value)) = line.split_once(':') {
        header.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// What a server answered: a page where the status is 200 and the content is HTML.
fn answer(raw: &[u8], url: String, limit: usize) -> Met {
    let mut rest = raw;
    let mut line = || {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        String::from_utf8_lossy(&line[..line.len().min(LINE)]).trim_end().to_owned()
    };
    let first = line();
    let Some(status) = first.strip_prefix("HTTP/").and_then(|rest| rest.split_whitespace().nth(1)).map(str::to_owned) else {
        return Met::Other("response that is not HTTP".to_owned());
    };
    let mut header = Vec::new();
    for _ in 0..HEADER_LINES {
        let line = line();
        if line.is_empty() {
            break;
        }
        put_header(&mut header, &line);
    }
    let get = |name: &str| header.iter().find(|(known, _)| known == name).map_or_else(String::new, |(_, value)| value.to_ascii_lowercase());
    let content = get("content-type");
    let kind = content.split(';').next().unwrap_or_default().trim();
    if status != "200" {
        return Met::Other(format!("answer with status {}", status.chars().take(3).collect::<String>()));
    }
    if !matches!(kind, "text/html" | "application/xhtml+xml") {
        let shown: String = kind.chars().filter(char::is_ascii_graphic).take(60).collect();
        return Met::Other(if shown.is_empty() { "page of unknown type".to_owned() } else { shown });
    }
    // Crawlers often write the body taken apart and keep the header: what cannot be taken apart is taken as it is.
    let body = if get("transfer-encoding").contains("chunked") { dechunked(rest).unwrap_or_else(|| rest.to_vec()) } else { rest.to_vec() };
    let encoding = get("content-encoding");
    let limited = |reader: &mut dyn Read| {
        let mut out = Vec::new();
        reader.take(limit as u64 + 1).read_to_end(&mut out).ok().map(|_| out)
    };
    let html = match encoding.as_str() {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => limited(&mut GzDecoder::new(body.as_slice())),
        "deflate" => Some(limited(&mut ZlibDecoder::new(body.as_slice())).unwrap_or(body)),
        "br" | "zstd" if std::str::from_utf8(&body).is_err() => {
            let remedy = "let the crawler ask for gzip or none, or write bodies decoded";
            return Met::Refused("compressed_page", format!("the page is packed with {encoding}"), remedy);
        }
        _ => Some(body),
    };
    match html {
        Some(html) if html.len() > limit => {
            Met::Refused("too_large", format!("the page has over {limit} bytes"), "raise max_article_bytes in the configuration")
        }
        Some(html) => Met::Page(Page { html, url, charset: charset_of(&content) }),
        None => Met::Refused("unreadable", format!("the page's {encoding} is damaged"), "fetch the page again"),
    }
}

/// The character set in a content type.
fn charset_of(content_type: &str) -> Option<String> {
    let (_, after) = content_type.split_once("charset=")?;
    let label = after.split(';').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    (!label.is_empty()).then(|| label.to_owned())
}

/// A chunked body put together; `None` where it is not chunked.
fn dechunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = body.iter().take(64).position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&body[..end]).ok()?.trim();
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?;
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, head: &str, body: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://a.example/x>\r\n{head}Content-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn check(archive: &[u8], limit: usize, expected: &[&str]) {
        let warc = Warc::new(Box::new(std::io::Cursor::new(archive.to_vec())), "a.warc".into(), limit);
        let shown: Vec<String> = warc
            .map(|met| match met {
                Ok(record) => {
                    let page = record.page.unwrap();
                    format!("{} {} {}", record.position, page.url, String::from_utf8_lossy(&page.html))
                }
                Err(reject) => format!("{} {}", reject.reason, reject.detail),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn pages_come_out_and_the_rest_is_counted() {
        let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>a";
        let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<p\r\n3;x\r\n>bc\r\n0\r\n\r\n";
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no";
        let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx";
        let archive = [
            record("warcinfo", "", "software: x"),
            record("response", "", html),
            record("revisit", "", ""),
            record("response", "", chunked),
            record("response", "", missing),
            record("response", "", picture),
            record("resource", "Content-Type: text/html\r\n", "<p>r"),
        ];
        let tally = "not_a_page 4 records hold no page: 1 answer with status 404, 1 image/png, 1 revisit, 1 warcinfo";
        check(
            archive.concat().as_bytes(),
            999,
            &["2 https://a.example/x <p>a", "4 https://a.example/x <p>bc", "7 https://a.example/x <p>r", tally],
        );
        check(record("response", "", html).as_bytes(), 20, &["too_large the record has 63 bytes"]);
    }

    #[test]
    fn damage_ends_an_archive_and_keeps_what_stood_before() {
        let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a";
        let whole = record("response", "", html);
        let cut = format!("{whole}{}", &whole[..whole.len() - 10]);
        check(cut.as_bytes(), 999, &["1 https://a.example/x <p>a", "unreadable reading stopped here: the archive ends inside a record"]);
        check(b"nonsense", 999, &["unreadable reading stopped here: a record does not begin with WARC/"]);
        check(b"WARC/1.0\r\n\r\n", 999, &["unreadable reading stopped here: a record has no Content-Length"]);
        check(b"", 999, &[]);
    }

    #[test]
    fn packed_pages_are_unpacked_within_the_limit() {
        use std::io::Write;
        let pack = |text: &str| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap()
        };
        let answered = |body: Vec<u8>, encoding: &str| {
            let mut raw = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n").into_bytes();
            raw.extend(body);
            match answer(&raw, String::new(), 100) {
                Met::Page(page) => String::from_utf8(page.html).unwrap(),
                Met::Refused(reason, _, _) => reason.to_owned(),
                Met::Other(kind) => kind,
                Met::End => String::new(),
            }
        };
        assert_eq!(answered(pack("<p>a"), "gzip"), "<p>a");
        assert_eq!(answered(pack(&"a".repeat(101)), "gzip"), "too_large");
        assert_eq!(answered(pack("<p>a")[..12].to_vec(), "gzip"), "unreadable");
        assert_eq!(answered(b"<p>a".to_vec(), "gzip"), "<p>a");
        assert_eq!(answered(vec![0xff, 0xfe], "br"), "compressed_page");
    }
}
