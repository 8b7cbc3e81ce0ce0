//! Bytes of any encoding become UTF-8, without holding a file in memory.
//!
//! Order of evidence: byte-order mark, then valid UTF-8, then the guess of chardetng. A file is told apart on a
//! prefix; a line that is not valid UTF-8 in a file that began so is decoded by itself, with a warning.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A stream whose bytes are UTF-8 or of one ASCII-compatible encoding.
pub(super) struct Decoded {
    /// The bytes, byte-order mark removed.
    pub(super) reader: Box<dyn BufRead + Send>,
    /// What to take for bytes that are not UTF-8, where the prefix showed it.
    pub(super) guess: Option<&'static Encoding>,
    /// What to tell the user about the whole file.
    pub(super) warning: Option<String>,
}

/// Looks at the first `prefix_bytes` of `source` and gives a stream to read on from.
pub(super) fn open(mut source: Box<dyn Read + Send>, prefix_bytes: usize) -> Decoded {
    let mut prefix = Vec::new();
    let mut fault = None;
    let mut piece = vec![0; 8192];
    while prefix.len() < prefix_bytes {
        match source.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => prefix.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    let (encoding, mark) = Encoding::for_bom(&prefix).unwrap_or((UTF_8, 0));
    let encoding = if mark == 0 { utf16_without_mark(&prefix).unwrap_or(encoding) } else { encoding };
    prefix.drain(..mark);
    let guess = (encoding == UTF_8 && mark == 0 && !begins_as_utf8(&prefix)).then(|| detect(&prefix));
    let whole = Cursor::new(prefix).chain(Faulty { fault, rest: source });
    if encoding == UTF_8 {
        return Decoded { reader: Box::new(BufReader::with_capacity(64 << 10, whole)), guess, warning: None };
    }
    let warning = Some(format!("read as {}", encoding.name()));
    let transcoded = Transcoded { inner: BufReader::new(whole), decoder: encoding.new_decoder_without_bom_handling(), ended: false };
    Decoded { reader: Box::new(BufReader::with_capacity(64 << 10, transcoded)), guess: None, warning }
}

/// A stream of XML as UTF-8: by its byte-order mark, else by the encoding it declares, else as UTF-8; broken bytes become U+FFFD.
pub(super) fn xml(source: Box<dyn Read + Send>, prefix_bytes: usize) -> Box<dyn BufRead + Send> {
    let Decoded { mut reader, .. } = open(source, prefix_bytes);
    let declared = reader.fill_buf().ok().and_then(|prefix| {
        let head = String::from_utf8_lossy(&prefix[..prefix.len().min(200)]).into_owned();
        let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?.to_owned();
        let label = declaration.split("encoding").nth(1)?.trim_start().trim_start_matches('=').trim_start();
        Encoding::for_label(label.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?.as_bytes())
    });
    // What was transcoded already is UTF-8, whatever it declares.
    let encoding = declared.filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8);
    let begun = reader.fill_buf().ok().is_none_or(begins_as_utf8);
    let encoding =
        if begun && encoding.is_single_byte() && reader.fill_buf().is_ok_and(|prefix| !prefix.is_ascii()) { UTF_8 } else { encoding };
    let inner = BufReader::new(reader);
    let decoder = encoding.new_decoder_without_bom_handling();
    Box::new(BufReader::with_capacity(64 << 10, Transcoded { inner, decoder, ended: false }))
}

/// `bytes` as text, with a warning where they were not UTF-8.
pub(super) fn text<'a>(bytes: &'a [u8], guess: Option<&'static Encoding>) -> (Cow<'a, str>, Option<String>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    // A text with many sound multi-byte characters and a few broken bytes is damaged UTF-8, not another encoding.
    let (sound, broken) = bytes.utf8_chunks().fold((0, 0), |(sound, broken), chunk| {
        (sound + chunk.valid().chars().filter(|char| !char.is_ascii()).count(), broken + usize::from(!chunk.invalid().is_empty()))
    });
    if guess.is_none() && sound > broken {
        return (String::from_utf8_lossy(bytes), Some(format!("{broken} broken UTF-8 sequences replaced")));
    }
    let encoding = guess.unwrap_or_else(|| detect(bytes));
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (Cow::Owned(text.into_owned()), Some(format!("read as {}", encoding.name())))
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// True where `prefix` is UTF-8, but for a character cut off at its end.
fn begins_as_utf8(prefix: &[u8]) -> bool {
    match std::str::from_utf8(prefix) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// UTF-16 without a byte-order mark shows by zero bytes at every other place.
fn utf16_without_mark(prefix: &[u8]) -> Option<&'static Encoding> {
    let looked_at = &prefix[..prefix.len().min(4096)];
    if looked_at.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| looked_at.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), looked_at.len() / 2);
    if odd * 10 > half * 7 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 7 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Gives the fault met while looking ahead at the place where it stood.
struct Faulty {
    fault: Option<std::io::Error>,
    rest: Box<dyn Read + Send>,
}

impl Read for Faulty {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.rest.read(into),
        }
    }
}

/// A stream of another encoding, given out as UTF-8.
struct Transcoded<R> {
    inner: BufReader<R>,
    decoder: Decoder,
    ended: bool,
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, into, last);
            self.inner.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(std::io::Error::other("no room for one character"));
            }
        }
        Ok(0)
    }
}
