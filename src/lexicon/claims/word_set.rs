//! The word sets of `claim_words.csv` and `stopwords.csv`, by name.
//!
//! Out: [`WordSet`]. Invariant: there are at most 128, so that a word's sets fit one integer.

use crate::ids::names;

/// A set of words of `claim_words.csv` or a table of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum WordSet {
    /// `stopwords.csv`: carries no content.
    Stop,
    /// Auxiliary verbs.
    Aux,
    /// Forms of "be" and its like.
    Copula,
    /// "will", "shall", "would".
    ModalFuture,
    /// Puts the content words behind it in the scope of a negation.
    Negation,
    /// Negates the whole clause when it stands at the main verb.
    ClauseNegation,
    /// "not only", "not even": no negation.
    NegationExempt,
    /// "he", "she".
    PersonPronoun,
    /// "it".
    ThingPronoun,
    /// "they".
    GroupPronoun,
    /// "his", "her".
    PersonPossessive,
    /// "its".
    ThingPossessive,
    /// "their".
    GroupPossessive,
    /// Any word of the first person.
    FirstPerson,
    /// First person as subject.
    FirstSubject,
    /// "you".
    SecondPerson,
    /// A sentence that begins so is no claim, outside quotation.
    StartDrop,
    /// Conjunctions.
    Conjunction,
    /// Trimmed from the front of a clause.
    LeadTrim,
    /// ", but" splits.
    SplitCoordinator,
    /// ", after" splits.
    SplitSubordinator,
    /// "because" splits without a comma.
    BareSubordinator,
    /// "who", "which".
    Relative,
    /// Never split before it.
    NoSplit,
    /// "if", "whether".
    Condition,
    /// "including": no participle clause.
    IngPreposition,
    /// Bodies whose "denied" means "refused".
    RefusalSubject,
    /// What can only be refused.
    RefusalObject,
    /// Verbs of denial in all forms.
    DenialVerb,
    /// Those that deny without "reports that".
    SureDenial,
    /// "reports", "claims".
    ReportNoun,
    /// "that", "of", "suggesting".
    FrameLink,
    /// "false", "inaccurate".
    FalseWord,
    /// "decision", "evidence", "plans": with "no" before it.
    DecisionNoun,
    /// Verbs of saying.
    Speech,
    /// Verbs of saying only with "that".
    SpeechThat,
    /// Comment rather than report.
    Evaluative,
    /// Adjectives that judge: behind "is" they make an opinion.
    ValueWord,
    /// What a speaker feels: "glad", "hope".
    Feeling,
    /// Subjects that stand for nothing by themselves: "it", "this", "there".
    VagueSubject,
    /// Verbs before an "if" that asks: "decide if".
    AskVerb,
    /// Opens a clause inside another: its verb is not that of the whole.
    ClauseOpener,
    /// Heads of an office that a bare title names well enough.
    BareOffice,
    /// Begins a question.
    QuestionStart,
    /// Part of an organisation's name.
    OrgWord,
    /// "the company": stands for the last organisation.
    OrgNoun,
    /// Part of a place's name.
    PlaceWord,
    /// Titles and office words before a name.
    Title,
    /// "van", "al" inside names.
    NameParticle,
    /// Never a name, however it is written.
    NotName,
    /// "former", "acting" before an office.
    RoleBlockBefore,
    /// "elect", "spokesman" behind an office.
    RoleBlockAfter,
    /// "statement", "interview".
    ReportingLead,
    /// May stand between a number and what it counts.
    NumberFiller,
    /// "aged", "year-old".
    AgeWord,
    /// "flight 12", "page 3".
    NotQuantity,
    /// Signs of the future.
    Future,
    /// Prepositions: a capital city behind one is a place, else its government.
    Preposition,
    /// Verbs of photo captions.
    CaptionVerb,
    /// Words of photo credits.
    CaptionWord,
    /// "people", "persons".
    PeopleNoun,
    /// Dummy subjects.
    VagueLead,
    /// Opens a time before the subject: "last", "earlier".
    TimeLead,
    /// "in", "last": before a month that is named without a day.
    DateLead,
    /// Joins a decision to what it is on: "regarding".
    DecisionLink,
    /// "the", "a", "its": a participle behind one is no main verb.
    Determiner,
    /// "Democratic": before "Governor" it names no place.
    PartyWord,
    /// "any", "involvement": opens what is denied in "denied any role".
    DeniedNoun,
    /// "'s" behind an owner.
    Possessive,
    /// Verbs that only lead to the main verb ("has begun exploring").
    WeakVerb,
    /// "year", "decades": a count told with one is of a long time, or of another.
    LongTime,
    /// Units of time, in both numbers.
    TimeUnit,
    /// "other", "first", "those": before a number it is of a part.
    PartLead,
    /// "more": behind a number it is of those not told of yet.
    PartBehind,
    /// "state", "county": behind "the" it is a place whose name stands elsewhere.
    PlaceNoun,
    /// "New", "San", "North": a place's name goes on behind it, also where it opens a sentence.
    PlaceHead,
    /// "in", "near": a name behind one is where something happened.
    PlacePreposition,
    /// "must", "should": what is called for, not what is.
    Obligation,
    /// What is planned, expected, wanted or to come.
    Prospect,
    /// "why", "how", "here's what": a clause that opens with one asks, or promises an answer.
    Asking,
    /// "foreign", "prime": ministers who meet their like, so that a bare title is of any country.
    OutwardOffice,
    /// "find", "believe": not to find that something is so is to hold that it is not.
    FindingVerb,
    /// "plan", "characterization": behind "that" it points at something said elsewhere ("rejected that plan").
    PointedNoun,
    /// "that", "these": before such a noun it points.
    Pointer,
    /// "idea", "notion": of something, they are a course to take, and rejecting them denies nothing.
    CourseNoun,
    /// "despite", "even": behind a comma, what it opens is no part of what is denied.
    AsideOpener,
    /// "despite", "during": tells when or against what something was denied.
    DenialSetting,
    /// "later", "still": between a subject and its verb.
    SmallAdverb,
    /// "told", "says": of what was told the clause holds nothing where nothing follows but a listener.
    TellingVerb,
    /// "of", "with": behind a word that may be a verb or a noun it makes the noun likely.
    NounLink,
    /// "everybody", "this": subjects that are neither names nor nouns.
    BareSubject,
}

names!(WordSet {
    Stop => "stop", Aux => "aux", Copula => "copula", ModalFuture => "modal_future", Negation => "negation",
    ClauseNegation => "clause_negation", NegationExempt => "negation_exempt", PersonPronoun => "person_pronoun",
    ThingPronoun => "thing_pronoun", GroupPronoun => "group_pronoun", PersonPossessive => "person_possessive",
    ThingPossessive => "thing_possessive", GroupPossessive => "group_possessive", FirstPerson => "first_person",
    FirstSubject => "first_subject", SecondPerson => "second_person", StartDrop => "start_drop", Conjunction => "conjunction",
    LeadTrim => "lead_trim", SplitCoordinator => "split_coordinator", SplitSubordinator => "split_subordinator",
    BareSubordinator => "bare_subordinator", Relative => "relative", NoSplit => "no_split", Condition => "condition",
    IngPreposition => "ing_preposition", RefusalSubject => "refusal_subject", RefusalObject => "refusal_object",
    DenialVerb => "denial_verb", SureDenial => "sure_denial", ReportNoun => "report_noun", FrameLink => "frame_link",
    FalseWord => "false_word", DecisionNoun => "decision_noun", Speech => "speech", SpeechThat => "speech_that",
    Evaluative => "evaluative", ValueWord => "value_word", Feeling => "feeling", VagueSubject => "vague_subject",
    AskVerb => "ask_verb", ClauseOpener => "clause_opener", BareOffice => "bare_office", QuestionStart => "question_start", OrgWord => "org_word", OrgNoun => "org_noun",
    PlaceWord => "place_word", Title => "title", NameParticle => "name_particle", NotName => "not_name",
    RoleBlockBefore => "role_block_before", RoleBlockAfter => "role_block_after", ReportingLead => "reporting_lead",
    NumberFiller => "number_filler", AgeWord => "age_word", NotQuantity => "not_quantity", Future => "future",
    Preposition => "preposition", CaptionVerb => "caption_verb", CaptionWord => "caption_word", PeopleNoun => "people_noun",
    VagueLead => "vague_lead", TimeLead => "time_lead", DateLead => "date_lead", DecisionLink => "decision_link", Determiner => "determiner", PartyWord => "party_word", DeniedNoun => "denied_noun", Possessive => "possessive", WeakVerb => "weak_verb",
    LongTime => "long_time", TimeUnit => "time_unit", PartLead => "part_lead", PartBehind => "part_behind", PlaceNoun => "place_noun", PlaceHead => "place_head", PlacePreposition => "place_preposition", Obligation => "obligation", Prospect => "prospect", Asking => "asking", OutwardOffice => "outward_office", FindingVerb => "finding_verb", PointedNoun => "pointed_noun",
    Pointer => "pointer", CourseNoun => "course_noun", AsideOpener => "aside_opener", DenialSetting => "denial_setting", SmallAdverb => "small_adverb",
    TellingVerb => "telling_verb", NounLink => "noun_link", BareSubject => "bare_subject",
});
