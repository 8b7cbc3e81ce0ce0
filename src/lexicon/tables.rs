//! Every table and model that ships with the program, by name: for the hash in `run.csv`, which tells two versions of the
//! words apart.

/// Name and content of each file, sorted by name.
const TABLES: &[(&str, &[u8])] = &[
    ("abbreviations.csv", include_bytes!("en/abbreviations.csv")),
    ("bounds.csv", include_bytes!("en/bounds.csv")),
    ("calendar.csv", include_bytes!("en/calendar.csv")),
    ("claim_words.csv", include_bytes!("en/claim_words.csv")),
    ("cleaning_agencies.csv", include_bytes!("en/cleaning_agencies.csv")),
    ("cleaning_bylines.csv", include_bytes!("en/cleaning_bylines.csv")),
    ("cleaning_labels.csv", include_bytes!("en/cleaning_labels.csv")),
    ("cleaning_lines.csv", include_bytes!("en/cleaning_lines.csv")),
    ("cleaning_months.csv", include_bytes!("en/cleaning_months.csv")),
    ("cleaning_stop_words.csv", include_bytes!("en/cleaning_stop_words.csv")),
    ("countries.csv", include_bytes!("en/countries.csv")),
    ("elisions.csv", include_bytes!("en/elisions.csv")),
    ("hedge_classes.csv", include_bytes!("en/hedge_classes.csv")),
    ("hedge_exceptions.csv", include_bytes!("en/hedge_exceptions.csv")),
    ("hedges.csv", include_bytes!("en/hedges.csv")),
    ("hedging_reporting.csv", include_bytes!("en/hedging_reporting.csv")),
    ("number_words.csv", include_bytes!("en/number_words.csv")),
    ("offices.csv", include_bytes!("en/offices.csv")),
    ("quantities.csv", include_bytes!("en/quantities.csv")),
    ("reporting.csv", include_bytes!("en/reporting.csv")),
    ("sentence_starters.csv", include_bytes!("en/sentence_starters.csv")),
    ("speakers_grammar.csv", include_bytes!("en/speakers_grammar.csv")),
    ("speakers_honorifics.csv", include_bytes!("en/speakers_honorifics.csv")),
    ("speakers_leaders.csv", include_bytes!("en/speakers_leaders.csv")),
    ("speakers_names.csv", include_bytes!("en/speakers_names.csv")),
    ("speakers_nouns.csv", include_bytes!("en/speakers_nouns.csv")),
    ("speakers_outlets.csv", include_bytes!("en/speakers_outlets.csv")),
    ("speakers_phrases.csv", include_bytes!("en/speakers_phrases.csv")),
    ("speakers_places.csv", include_bytes!("en/speakers_places.csv")),
    ("stages.csv", include_bytes!("en/stages.csv")),
    ("stance_words.csv", include_bytes!("en/stance_words.csv")),
    ("stopwords.csv", include_bytes!("en/stopwords.csv")),
    ("synonyms.csv", include_bytes!("en/synonyms.csv")),
    ("units.csv", include_bytes!("en/units.csv")),
    ("verbs.csv", include_bytes!("en/verbs.csv")),
    ("voice.csv", include_bytes!("en/voice.csv")),
    ("weighing_common.csv", include_bytes!("en/weighing_common.csv")),
    ("weighing_flags.csv", include_bytes!("en/weighing_flags.csv")),
    ("weighing_signals.csv", include_bytes!("en/weighing_signals.csv")),
    ("weighing_words.csv", include_bytes!("en/weighing_words.csv")),
    ("attribution/model/tagger.bin", include_bytes!("../attribution/model/tagger.bin")),
    ("corpus/model/voice.csv", include_bytes!("../corpus/model/voice.csv")),
    ("hedging/model/certainty.bin", include_bytes!("../hedging/model/certainty.bin")),
    ("hedging/model/cues.bin", include_bytes!("../hedging/model/cues.bin")),
    ("hedging/model/cues.csv", include_bytes!("../hedging/model/cues.csv")),
    ("hedging/model/owner.bin", include_bytes!("../hedging/model/owner.bin")),
    ("hedging/model/weasel.bin", include_bytes!("../hedging/model/weasel.bin")),
    ("linking/model/background.bin", include_bytes!("../linking/model/background.bin")),
    ("linking/model/events.csv", include_bytes!("../linking/model/events.csv")),
    ("linking/model/pairs.csv", include_bytes!("../linking/model/pairs.csv")),
    ("linking/model/stance_affirms.csv", include_bytes!("../linking/model/stance_affirms.csv")),
    ("linking/model/stance_denies.csv", include_bytes!("../linking/model/stance_denies.csv")),
    ("linking/model/stance_related.csv", include_bytes!("../linking/model/stance_related.csv")),
    ("linking/model/stance_reports.csv", include_bytes!("../linking/model/stance_reports.csv")),
    ("linking/model/stance_words.bin", include_bytes!("../linking/model/stance_words.bin")),
    ("text/model/words.bin", include_bytes!("../text/model/words.bin")),
];

/// One hash over all of them.
pub(super) fn hash() -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for (name, content) in TABLES {
        hasher.update(name.as_bytes());
        hasher.update(content);
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn no_table_is_left_out() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(source.join("lexicon/en")).unwrap() {
            found.insert(entry.unwrap().file_name().to_string_lossy().into_owned());
        }
        for room in std::fs::read_dir(&source).unwrap() {
            let room = room.unwrap();
            for entry in std::fs::read_dir(room.path().join("model")).into_iter().flatten() {
                found.insert(format!("{}/model/{}", room.file_name().to_string_lossy(), entry.unwrap().file_name().to_string_lossy()));
            }
        }
        found.retain(|name| Path::new(name).extension().is_none_or(|ending| ending != "md"));
        let listed: BTreeSet<String> = super::TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, listed);
    }
}
