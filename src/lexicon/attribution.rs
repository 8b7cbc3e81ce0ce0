//! Word tables of the attribution room: reporting cues, and the nouns, names, titles, places, outlets and function
//! words by which a speaker is read.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::table::{broken, rows};
use super::{PhraseMatcher, TaggerWeights};
use crate::error::Result;
use crate::ids::VerbClass;

/// What a word can be, as bits of a set; a word may be several things at once.
pub mod class {
    macro_rules! bits {
        ($($(#[$doc:meta])* $name:ident = $place:expr;)+) => { $($(#[$doc])* pub const $name: u64 = 1 << $place;)+ };
    }
    bits! {
        /// "he".
        HE = 0;
        /// "she".
        SHE = 1;
        /// "they".
        THEY = 2;
        /// "it".
        IT = 3;
        /// "I", "we", "you".
        FIRST_PERSON = 4;
        /// "someone", "nobody".
        SOMEONE = 5;
        /// "him", "herself".
        OTHER_PRONOUN = 6;
        /// "the", "many", "his".
        DETERMINER = 7;
        /// "his", "their".
        POSSESSIVE = 8;
        /// "of", "during".
        PREPOSITION = 9;
        /// A preposition that may stand inside the name of a speaker: "of", "for".
        INNER_PREPOSITION = 10;
        /// "and", "but".
        CONJUNCTION = 11;
        /// "because", "that".
        SUBORDINATOR = 12;
        /// "who", "which".
        RELATIVE = 13;
        /// Forms of "be".
        BE = 14;
        /// Forms of "have".
        HAVE = 15;
        /// Forms of "do".
        DO = 16;
        /// "will", "may".
        MODAL = 17;
        /// "not", "never".
        NEGATION = 18;
        /// "also", "later".
        ADVERB = 19;
        /// "Monday", "week".
        TIME = 20;
        /// A common verb in a finite form.
        FINITE = 21;
        /// "van", "al".
        PARTICLE = 22;
        /// "minister", "spokesman".
        ROLE = 23;
        /// A role only women hold by its form.
        ROLE_F = 24;
        /// A role only men hold by its form.
        ROLE_M = 25;
        /// "prime", "deputy".
        ROLE_MODIFIER = 26;
        /// "defence", "foreign": what an office is for.
        PORTFOLIO = 27;
        /// "woman", "resident".
        PERSON = 28;
        /// "police", "residents".
        GROUP = 29;
        /// "critics", "many".
        VAGUE = 30;
        /// "source".
        ANONYMOUS = 31;
        /// "report", "study".
        DOCUMENT = 32;
        /// "ministry", "company".
        ORGANISATION = 33;
        /// Last word of an outlet's name: "Times", "Radio".
        MEDIA = 34;
        /// "media", "newspaper".
        MEDIA_GENERIC = 35;
        /// Whom one tells: "reporters", "lawmakers".
        REPORTER = 36;
        /// What one says something in: "statement", "interview".
        STATEMENT = 37;
        /// "false", "baseless".
        FALSITY = 38;
        /// What one denies: "reports", "involvement".
        DENIED_NOUN = 39;
        /// A given name of men.
        GIVEN_M = 40;
        /// A given name of women.
        GIVEN_F = 41;
        /// A given name of both.
        GIVEN_U = 42;
        /// "Mr".
        HONORIFIC_M = 43;
        /// "Mrs".
        HONORIFIC_F = 44;
        /// "Dr".
        HONORIFIC_U = 45;
        /// "that", "whether": what opens a clause of content.
        CONTENT_OPENER = 46;
        /// "that", "these".
        THIS = 47;
        /// "he's", "isn't".
        CONTRACTED = 48;
        /// "wife", "son": somebody known through another.
        KIN = 49;
        /// "senator", "nominee": what news calls one person by instead of the name.
        EPITHET = 50;
        /// "photos", "fact": what stands before a colon and speaks for nobody.
        LABEL = 51;
        /// "nurse", "lead": somebody who does something, whatever the ending.
        DOER = 52;
        /// "number", "letter": ends like a doer and is none.
        NO_DOER = 53;
        /// "impeach", "meet": opens a call in title case.
        CALL = 54;
        /// "group", "company": what any body may be called by.
        ANY_BODY = 55;
        /// "concerned": what somebody feels, behind a form of "be".
        FEELING = 56;
        /// "Sen.", "Col.": an abbreviation before a name that tells an office or rank.
        TITLE = 57;
        /// "official", "aide": an unnamed one ("a senior official") speaks without a name on purpose.
        UNNAMED = 58;
    }
    /// Any given name.
    pub const GIVEN: u64 = GIVEN_M | GIVEN_F | GIVEN_U;
    /// Any honorific.
    pub const HONORIFIC: u64 = HONORIFIC_M | HONORIFIC_F | HONORIFIC_U;
    /// A pronoun that can be the subject of a verb of saying.
    pub const SUBJECT_PRONOUN: u64 = HE | SHE | THEY | IT | FIRST_PERSON | SOMEONE;
    /// A helping verb.
    pub const AUXILIARY: u64 = BE | HAVE | DO | MODAL;
    /// A word that shows that its clause is a full one.
    pub const FINITE_SIGN: u64 = AUXILIARY | FINITE | CONTRACTED;
    /// A common noun that can speak.
    pub const SPEAKING_NOUN: u64 = ROLE | PERSON | GROUP | VAGUE | ANONYMOUS | DOCUMENT | ORGANISATION | MEDIA_GENERIC;
}

/// What may follow a cue and be its content, as bits of a set.
pub mod frame {
    /// A clause with or without "that".
    pub const CLAUSE: u32 = 1;
    /// A clause with "that" only.
    pub const THAT: u32 = 1 << 1;
    /// A noun phrase of what is denied, confirmed ("reports", "allegations").
    pub const OBJECT: u32 = 1 << 2;
    /// The person told comes between cue and content.
    pub const PERSON: u32 = 1 << 3;
    /// "to" and an infinitive.
    pub const INFINITIVE: u32 = 1 << 4;
    /// A quotation only.
    pub const QUOTE: u32 = 1 << 5;
    /// Object and "as".
    pub const AS: u32 = 1 << 6;
    /// Object and "of".
    pub const OF: u32 = 1 << 7;
    /// Anything that holds a quotation.
    pub const MIXED: u32 = 1 << 8;
    /// The speaker follows the cue.
    pub const AFTER: u32 = 1 << 9;
    /// "whether", "if" and other openers of questions.
    pub const WHETHER: u32 = 1 << 10;
    /// A participle.
    pub const ING: u32 = 1 << 11;
    /// Object and infinitive.
    pub const OBJECT_INFINITIVE: u32 = 1 << 12;
    /// As `THAT`, for documents, courts and inquiries, which show and find.
    pub const DOCUMENT_THAT: u32 = 1 << 13;
    /// As `QUOTE`, for documents, which read.
    pub const DOCUMENT_QUOTE: u32 = 1 << 14;
    /// Object with a quotation or a word for falsity ("called the reports false").
    pub const CALL: u32 = 1 << 15;
    /// Any noun phrase.
    pub const NOUN: u32 = 1 << 16;
    /// Object and "on".
    pub const ON: u32 = 1 << 17;
    /// Only in the passive ("was quoted as saying").
    pub const PASSIVE: u32 = 1 << 18;
    /// A clause even without a visible finite verb ("said six million jobs depend on it").
    pub const BARE: u32 = 1 << 21;
    /// The word is a noun as well ("claims", "state"): its present tense needs a clear sign.
    pub const NOUNLIKE: u32 = 1 << 20;
    /// Object and "for" ("blamed the mayor for the delay").
    pub const FOR: u32 = 1 << 22;
    /// A noun of saying, with the speaker in the genitive or behind "from" or "by".
    pub const NOMINAL: u32 = 1 << 23;
    /// The cue names its own source ("by one estimate").
    pub const WITHIN: u32 = 1 << 24;
    /// "citing": the speaker follows, what precedes is the content.
    pub const CITING: u32 = 1 << 19;
    /// Names as written in the table.
    pub(super) const NAMES: &[(&str, u32)] = &[
        ("clause", CLAUSE | THAT | QUOTE),
        ("that", THAT),
        ("object", OBJECT),
        ("person", PERSON),
        ("infinitive", INFINITIVE),
        ("quote", QUOTE),
        ("as", AS),
        ("of", OF),
        ("mixed", MIXED),
        ("after", AFTER),
        ("whether", WHETHER),
        ("ing", ING),
        ("objinf", OBJECT_INFINITIVE),
        ("docthat", DOCUMENT_THAT),
        ("docquote", DOCUMENT_QUOTE | QUOTE),
        ("call", CALL),
        ("np", NOUN),
        ("on", ON),
        ("passive", PASSIVE),
        ("citing", CITING),
        ("for", FOR),
        ("nominal", NOMINAL | THAT),
        ("within", WITHIN),
        ("nounlike", NOUNLIKE),
        ("bare", BARE),
    ];
}

/// A reporting cue.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportingCue {
    /// As in the table.
    pub cue: String,
    /// How it stands to what is said.
    pub kind: VerbClass,
    /// The row is one form only ("said"), not every inflection of a word.
    pub exact: bool,
    /// Set of [`frame`] bits.
    pub frames: u32,
    /// A sentence it fires on.
    pub fires_on: String,
    /// A sentence it is silent on.
    pub silent_on: String,
}

/// What a phrase about speakers says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerPhrase {
    /// Comment was sought and not given.
    CommentSought,
    /// A name is withheld.
    Anonymity,
    /// The speaker is known only by what he knows ("familiar with").
    AnonymousSource,
    /// Opens what a sentence concedes ("although").
    Concession,
    /// What is still to be shown ("has to prove").
    Due,
    /// Said of words that nobody has said ("would probably").
    Presumed,
    /// What an author writes, and no report of anything ("book").
    Work,
}

/// What sort of place word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceWord {
    /// "Kosovo".
    Country,
    /// "Bulgarian".
    Demonym,
    /// "Belgrade": speaks for its country.
    Capital,
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct AttributionLexicon {
    /// Reporting cues in table order; the matchers' numbers point here.
    pub cues: Vec<ReportingCue>,
    exact: PhraseMatcher,
    exact_rows: Vec<usize>,
    stems: PhraseMatcher,
    stem_rows: Vec<usize>,
    words: HashMap<String, u64, foldhash::fast::FixedState>,
    phrases: PhraseMatcher,
    phrase_kinds: Vec<SpeakerPhrase>,
    leaders: HashMap<String, String, foldhash::fast::FixedState>,
    places: PhraseMatcher,
    place_rows: Vec<(PlaceWord, String)>,
    outlets: PhraseMatcher,
    outlet_names: Vec<String>,
    /// Weights of the tagger.
    pub tagger: TaggerWeights,
}

#[derive(Deserialize)]
struct CueRow {
    cue: String,
    #[serde(rename = "match")]
    how: String,
    kind: String,
    frame: String,
    fires_on: String,
    silent_on: String,
}

const WORD_CLASSES: &[(&str, u64)] = &[
    ("he", class::HE),
    ("she", class::SHE),
    ("they", class::THEY),
    ("it", class::IT),
    ("first_person", class::FIRST_PERSON),
    ("someone", class::SOMEONE),
    ("other_pronoun", class::OTHER_PRONOUN),
    ("this", class::THIS),
    ("determiner", class::DETERMINER),
    ("possessive", class::POSSESSIVE),
    ("preposition", class::PREPOSITION),
    ("inner_preposition", class::INNER_PREPOSITION),
    ("conjunction", class::CONJUNCTION),
    ("subordinator", class::SUBORDINATOR),
    ("relative", class::RELATIVE),
    ("be", class::BE),
    ("have", class::HAVE),
    ("do", class::DO),
    ("modal", class::MODAL),
    ("contracted", class::CONTRACTED),
    ("negation", class::NEGATION),
    ("adverb", class::ADVERB),
    ("time", class::TIME),
    ("finite", class::FINITE),
    ("particle", class::PARTICLE),
    ("content_opener", class::CONTENT_OPENER),
    ("role", class::ROLE),
    ("role_f", class::ROLE | class::ROLE_F),
    ("role_m", class::ROLE | class::ROLE_M),
    ("role_modifier", class::ROLE_MODIFIER),
    ("portfolio", class::PORTFOLIO),
    ("person", class::PERSON),
    ("kin", class::PERSON | class::KIN),
    ("epithet", class::EPITHET),
    ("label", class::LABEL),
    ("doer", class::DOER),
    ("no_doer", class::NO_DOER),
    ("call", class::CALL),
    ("any_body", class::ANY_BODY),
    ("feeling", class::FEELING),
    ("title", class::TITLE),
    ("unnamed", class::UNNAMED),
    ("group", class::GROUP),
    ("vague", class::VAGUE),
    ("anonymous", class::ANONYMOUS),
    ("document", class::DOCUMENT),
    ("organisation", class::ORGANISATION),
    ("media", class::MEDIA),
    ("media_generic", class::MEDIA_GENERIC),
    ("reporter", class::REPORTER),
    ("statement", class::STATEMENT),
    ("falsity", class::FALSITY),
    ("denied_noun", class::DENIED_NOUN),
];

impl AttributionLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// [`crate::error::Error::Table`] where a table is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self { tagger: TaggerWeights::shipped()?, ..Self::default() };
        lexicon.load_cues("en/reporting.csv", include_str!("en/reporting.csv"))?;
        lexicon.load_words("en/speakers_nouns.csv", include_str!("en/speakers_nouns.csv"))?;
        lexicon.load_words("en/speakers_grammar.csv", include_str!("en/speakers_grammar.csv"))?;
        for (line, (word, gender)) in pairs("en/speakers_names.csv", include_str!("en/speakers_names.csv"))? {
            let bit = match gender.as_str() {
                "m" => class::GIVEN_M,
                "f" => class::GIVEN_F,
                "u" => class::GIVEN_U,
                other => return Err(broken("en/speakers_names.csv", line, &format!("gender `{other}` is none of m, f, u"))),
            };
            *lexicon.words.entry(word).or_default() |= bit;
        }
        for (line, (word, gender)) in pairs("en/speakers_honorifics.csv", include_str!("en/speakers_honorifics.csv"))? {
            let bit = match gender.as_str() {
                "m" => class::HONORIFIC_M,
                "f" => class::HONORIFIC_F,
                "u" => class::HONORIFIC_U,
                other => return Err(broken("en/speakers_honorifics.csv", line, &format!("gender `{other}` is none of m, f, u"))),
            };
            *lexicon.words.entry(word).or_default() |= bit;
        }
        for (line, (phrase, kind)) in pairs("en/speakers_phrases.csv", include_str!("en/speakers_phrases.csv"))? {
            lexicon.phrases.add(&phrase);
            lexicon.phrase_kinds.push(match kind.as_str() {
                "comment_sought" => SpeakerPhrase::CommentSought,
                "anonymity" => SpeakerPhrase::Anonymity,
                "anonymous_source" => SpeakerPhrase::AnonymousSource,
                "concession" => SpeakerPhrase::Concession,
                "due" => SpeakerPhrase::Due,
                "presumed" => SpeakerPhrase::Presumed,
                "work" => SpeakerPhrase::Work,
                other => return Err(broken("en/speakers_phrases.csv", line, &format!("class `{other}` is unknown"))),
            });
        }
        for (_, (verb, role)) in pairs("en/speakers_leaders.csv", include_str!("en/speakers_leaders.csv"))? {
            lexicon.leaders.insert(verb, role);
        }
        for (line, (place, kind, country)) in
            rows::<(String, String, String)>("en/speakers_places.csv", include_str!("en/speakers_places.csv"))?
        {
            let kind = match kind.as_str() {
                "country" => PlaceWord::Country,
                "demonym" => PlaceWord::Demonym,
                "capital" => PlaceWord::Capital,
                other => return Err(broken("en/speakers_places.csv", line, &format!("class `{other}` is unknown"))),
            };
            lexicon.places.add(&place);
            lexicon.place_rows.push((kind, country));
        }
        for (_, (outlet, _)) in pairs("en/speakers_outlets.csv", include_str!("en/speakers_outlets.csv"))? {
            lexicon.outlets.add(&outlet.to_lowercase());
            lexicon.outlet_names.push(outlet);
        }
        Ok(lexicon)
    }

    fn load_cues(&mut self, table: &str, text: &str) -> Result<()> {
        let stemmer = Stemmer::create(Algorithm::English);
        for (line, row) in rows::<CueRow>(table, text)? {
            let kind = VerbClass::ALL
                .iter()
                .copied()
                .find(|kind| kind.name() == row.kind)
                .ok_or_else(|| broken(table, line, &format!("kind `{}` is unknown", row.kind)))?;
            let mut frames = 0;
            for name in row.frame.split_whitespace() {
                let known = frame::NAMES.iter().find(|(known, _)| *known == name);
                frames |= known.ok_or_else(|| broken(table, line, &format!("frame `{name}` is unknown")))?.1;
            }
            let number = self.cues.len();
            match row.how.as_str() {
                "exact" => {
                    self.exact.add(&row.cue);
                    self.exact_rows.push(number);
                }
                "stem" => {
                    for phrase in stemmed_forms(&stemmer, &row.cue) {
                        self.stems.add(&phrase);
                        self.stem_rows.push(number);
                    }
                }
                other => return Err(broken(table, line, &format!("match `{other}` is neither exact nor stem"))),
            }
            self.cues.push(ReportingCue {
                exact: row.how == "exact",
                cue: row.cue,
                kind,
                frames,
                fires_on: row.fires_on,
                silent_on: row.silent_on,
            });
        }
        Ok(())
    }

    fn load_words(&mut self, table: &str, text: &str) -> Result<()> {
        for (line, (word, kind)) in pairs(table, text)? {
            let bits = WORD_CLASSES.iter().find(|(name, _)| *name == kind);
            let bits = bits.ok_or_else(|| broken(table, line, &format!("class `{kind}` is unknown")))?.1;
            *self.words.entry(word).or_default() |= bits;
        }
        Ok(())
    }

    /// The set of [`class`] bits of a lower-case word; a final full stop ("mr.") is passed over, and the plural of a
    /// role, person or anonymous noun counts as a group.
    pub fn classes(&self, lower: &str) -> u64 {
        if let Some(bits) = self.words.get(lower) {
            return *bits;
        }
        if let Some(bits) = lower.strip_suffix('.').and_then(|word| self.words.get(word)) {
            return *bits;
        }
        let singular = lower.strip_suffix('s').and_then(|word| self.words.get(word)).copied().unwrap_or_default();
        if singular & (class::ROLE | class::PERSON) != 0 {
            return class::GROUP;
        }
        // "ex-minister", "vice-president", "45-year-old": the last part decides.
        match lower.rsplit_once('-') {
            Some((_, "old")) => class::PERSON,
            Some((_, last)) => {
                self.words.get(last).copied().unwrap_or_default() & (class::ROLE | class::PERSON | class::GROUP | class::ORGANISATION)
            }
            None => 0,
        }
    }

    /// True where a cue may begin with this word.
    pub fn begins_cue(&self, lower: &str, stem: &str) -> bool {
        self.exact.begins(lower) || self.stems.begins(stem)
    }

    /// The cue that starts at word `at`, as (number of the cue, words long): whole words first, then stems.
    pub fn cue_at<'a>(&self, at: usize, lower: impl Fn(usize) -> &'a str, stem: impl Fn(usize) -> &'a str) -> Option<(usize, usize)> {
        let exact = self.exact.at(at, lower).map(|hit| (self.exact_rows[hit.phrase], hit.end - hit.start));
        let stems = self.stems.at(at, stem).map(|hit| (self.stem_rows[hit.phrase], hit.end - hit.start));
        match (exact, stems) {
            (Some(exact), Some(stems)) => Some(if stems.1 > exact.1 { stems } else { exact }),
            (exact, stems) => exact.or(stems),
        }
    }

    /// The role of whoever does what `verb` says ("helmed": "head").
    pub fn role_by_deed(&self, verb: &str) -> Option<&str> {
        self.leaders.get(verb).map(String::as_str)
    }

    /// The phrase about speakers that starts at word `at`, and how many words long it is.
    pub fn phrase_at<'a>(&self, at: usize, lower: impl Fn(usize) -> &'a str) -> Option<(SpeakerPhrase, usize)> {
        self.phrases.at(at, lower).map(|hit| (self.phrase_kinds[hit.phrase], hit.end - hit.start))
    }

    /// The place word that starts at word `at`: what it is, the country's name, how many words long it is.
    pub fn place_at<'a>(&self, at: usize, lower: impl Fn(usize) -> &'a str) -> Option<(PlaceWord, &str, usize)> {
        let hit = self.places.at(at, lower)?;
        let (kind, country) = &self.place_rows[hit.phrase];
        Some((*kind, country, hit.end - hit.start))
    }

    /// The outlet whose name starts at word `at`, and how many words long it is.
    pub fn outlet_at<'a>(&self, at: usize, lower: impl Fn(usize) -> &'a str) -> Option<(&str, usize)> {
        let hit = self.outlets.at(at, lower)?;
        Some((&self.outlet_names[hit.phrase], hit.end - hit.start))
    }
}

/// The stems of a cue and of its inflections: the stemmer cuts "added" to another stem than "add".
fn stemmed_forms(stemmer: &Stemmer, cue: &str) -> Vec<String> {
    let (first, rest) = cue.split_once(' ').unwrap_or((cue, ""));
    let rest: Vec<String> = rest.split_whitespace().map(|word| stemmer.stem(word).into_owned()).collect();
    let rest = rest.join(" ");
    let silent = first.strip_suffix('e').unwrap_or(first);
    let mut forms: Vec<String> =
        [first.to_owned(), format!("{first}s"), format!("{first}es"), format!("{silent}ed"), format!("{silent}ing")]
            .iter()
            .map(|form| format!("{} {rest}", stemmer.stem(form)).trim().to_owned())
            .collect();
    forms.sort();
    forms.dedup();
    forms
}

/// The first two columns of a plain list.
fn pairs(table: &str, text: &str) -> Result<Vec<(u64, (String, String))>> {
    rows::<(String, String)>(table, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, bit: u64, expected: bool) {
        let lexicon = AttributionLexicon::english().unwrap();
        assert_eq!(lexicon.classes(word) & bit != 0, expected, "{word}");
    }

    #[test]
    fn words_have_their_classes() {
        check("minister", class::ROLE, true);
        check("mr.", class::HONORIFIC_M, true);
        check("ex-minister", class::ROLE, true);
        check("bakers", class::GROUP, true);
        check("bridge", class::SPEAKING_NOUN, false);
    }

    #[test]
    fn tables_are_sorted_and_unique() {
        for text in [
            include_str!("en/reporting.csv"),
            include_str!("en/speakers_nouns.csv"),
            include_str!("en/speakers_grammar.csv"),
            include_str!("en/speakers_names.csv"),
            include_str!("en/speakers_honorifics.csv"),
            include_str!("en/speakers_leaders.csv"),
            include_str!("en/speakers_phrases.csv"),
            include_str!("en/speakers_places.csv"),
            include_str!("en/speakers_outlets.csv"),
        ] {
            let keys: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.splitn(3, ',').take(2).collect()).collect();
            for pair in keys.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
    }

    #[test]
    fn a_longer_cue_wins() {
        let lexicon = AttributionLexicon::english().unwrap();
        let words = ["pointed", "out", "that"];
        let stems = ["point", "out", "that"];
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let stem = |at: usize| stems.get(at).copied().unwrap_or_default();
        let found = lexicon.cue_at(0, word, stem).map(|(cue, length)| (lexicon.cues[cue].cue.as_str(), length));
        assert_eq!(found, Some(("point out", 2)));
        assert_eq!(lexicon.cue_at(1, word, stem), None);
    }
}
