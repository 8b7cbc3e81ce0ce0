//! Everything the program finds in one article, from the library: `cargo run --example score_one_article`.

use corroborate::config::Config;
use corroborate::corpus::{Fields, Record, admit};
use corroborate::lexicon::Lexicon;
use corroborate::pipeline::analyse;

const TEXT: &str = "Harbour tunnel delayed again\n\n\
The harbour tunnel at Veldmar will open a year late, the transport ministry said on Monday.\n\n\
\"We found water where no water should be,\" said Transport Minister Ilka Brandse. Residents may have to wait until 2028.";

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = Lexicon::english()?;
    let config = Config::default();
    let fields = Fields { outlet: "veldmarpost.example".into(), text: TEXT.into(), ..Fields::default() };
    let record = Record { path: "example".into(), position: 1, fields, is_text_file: true, ..Record::default() };
    let article = admit(record, &lexicon, &config.reading).map_err(|reject| reject.detail)?;
    let found = analyse(&article, &lexicon, &config);
    for attribution in &found.attributions.items {
        let words: Vec<&str> = attribution.content.iter().map(|span| span.of(&article.text)).collect();
        println!("{} ({}): {}", attribution.name.as_deref().unwrap_or("somebody"), attribution.grade.name(), words.join(" … "));
    }
    for sentence in &found.hedging.sentences {
        for cue in &sentence.cues {
            println!("{} cue {:?}, owner {}", cue.kind.name(), cue.cue, cue.owner.name());
        }
    }
    for mention in &found.mentions {
        println!("{} {}: {}", mention.kind.name(), mention.stance.name(), mention.span.of(&article.text));
    }
    Ok(())
}
