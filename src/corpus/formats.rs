//! What a file is by its name, and its bytes unpacked.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A format of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
    JsonLines,
    Csv,
    Page,
    Xml,
    Warc,
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Largest window of a Zstandard frame, in bytes: what `zstd --ultra` writes without `--long`.
const WINDOW: u64 = 128 << 20;

/// The format by the end of the file's name, and how it is packed.
pub(super) fn format_of(path: &Path) -> Option<(Format, Packing)> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let (stem, packing) = match name.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Packing::Gzip),
        Some((stem, "zst" | "zstd")) => (stem, Packing::Zstd),
        _ => (name.as_str(), Packing::None),
    };
    let (_, ending) = stem.rsplit_once('.')?;
    let format = match ending {
        "txt" | "md" => Format::Text,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" | "tsv" => Format::Csv,
        "html" | "htm" | "xhtml" => Format::Page,
        "xml" | "rss" | "atom" | "nitf" | "newsml" => Format::Xml,
        "warc" => Format::Warc,
        // Its pages are packed one by one: the file as a whole never is.
        #[cfg(feature = "parquet")]
        "parquet" if packing == Packing::None => Format::Parquet,
        _ => return None,
    };
    Some((format, packing))
}

/// The bytes of a file, unpacked as they are read.
///
/// # Errors
/// Where the system cannot open it.
pub(super) fn open(path: &Path, packing: Packing) -> std::io::Result<Box<dyn Read + Send>> {
    #[expect(clippy::disallowed_methods, reason = "this room is the one that reads articles")]
    let file = File::open(path)?;
    Ok(match packing {
        Packing::None => Box::new(file),
        Packing::Gzip => Box::new(MultiGzDecoder::new(file)),
        Packing::Zstd => Box::new(Frames::new(BufReader::with_capacity(64 << 10, file))),
    })
}

/// The frames of a Zstandard file, one after the other: the format allows many, and tools that append write them.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    within: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self { source, decoder, within: false }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while !into.is_empty() {
            if !self.within {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.decoder.reset(&mut self.source) {
                    Ok(()) => self.within = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                        std::io::copy(&mut (&mut self.source).take(u64::from(length)), &mut std::io::sink())?;
                        continue;
                    }
                    Err(error) => return Err(std::io::Error::other(error.to_string())),
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
                decoded.map_err(|error| std::io::Error::other(error.to_string()))?;
            }
            let read = self.decoder.read(into)?;
            if read > 0 {
                return Ok(read);
            }
            let sums = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
            if matches!(sums, (Some(told), Some(found)) if told != found) {
                return Err(std::io::Error::other("a frame's checksum does not fit its content"));
            }
            self.within = false;
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name() {
        let check = |name: &str, expected: Option<(Format, Packing)>| assert_eq!(format_of(Path::new(name)), expected, "{name}");
        check("a.TXT", Some((Format::Text, Packing::None)));
        check("a.jsonl.gz", Some((Format::JsonLines, Packing::Gzip)));
        check("a.warc.zst", Some((Format::Warc, Packing::Zstd)));
        check("a.htm", Some((Format::Page, Packing::None)));
        check("a.gz", None);
        check("a.zst", None);
        check("a", None);
    }

    #[test]
    fn frames_follow_each_other_and_damage_is_told() {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        let pack = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        let skipped = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9];
        let unpack = |bytes: &[u8]| {
            let mut text = String::new();
            Frames::new(bytes).read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string())
        };
        assert_eq!(unpack(&[pack("one "), skipped.to_vec(), pack("two")].concat()), Ok("one two".into()));
        assert_eq!(unpack(&[]), Ok(String::new()));
        let whole = pack("one two three four");
        assert!(unpack(&whole[..whole.len() - 6]).is_err() && unpack(b"no zstandard at all").is_err());
    }
}
