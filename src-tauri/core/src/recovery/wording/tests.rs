//! The held-out sentences took no part in the phrases nor in what was learnt: three other hands wrote them, to measure with.

use super::evaluate::{WordingSummary, sentences};
use super::{RuleFile, SHIPPED, check_phrases, check_text, read, rules};

fn caught(text: &str) -> Vec<String> {
    check_text(text).unwrap().into_iter().map(|one| one.rule).collect()
}

#[test]
fn the_rules_are_sound() {
    assert!(read(SHIPPED).is_ok(), "{:?}", read(SHIPPED).err());
    let file: RuleFile = serde_json::from_str(SHIPPED).unwrap();
    assert!(!file._about.is_empty());
    let mut codes: Vec<&str> = file.rules.iter().map(|rule| rule.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), file.rules.len(), "each family has a code of its own");
    for rule in &file.rules {
        assert!(rule.code.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_'), "{}", rule.code);
        assert!(rule.why.ends_with('.') && rule.better.ends_with(['.', '?']), "{}: a sentence each", rule.code);
        assert!(rule.why.split_whitespace().count() <= 20, "{}: short", rule.code);
        assert!(!rule.catch.is_empty(), "{}: catches something", rule.code);
        assert_eq!(caught(&rule.better), Vec::<String>::new(), "{}: the better way blames nobody", rule.code);
        for phrase in rule.catch.iter().chain(&rule.leave) {
            assert!(phrase.chars().all(|sign| !sign.is_ascii_uppercase() && sign != '\\'), "{}: {phrase}", rule.code);
            for name in phrase.split('{').skip(1).filter_map(|after| after.split('}').next()) {
                let counts = name.chars().all(|sign| sign.is_ascii_digit() || sign == ',');
                assert!(counts || file.words.contains_key(name), "{}: {phrase} names {name}", rule.code);
            }
        }
    }
}

#[test]
fn every_look_alike_can_be_read() {
    for rule in rules().unwrap() {
        rule.left("").unwrap();
        assert!(rule.leave.iter().all(|(_, read)| read.get().is_some()), "{}", rule.code);
    }
}

#[test]
fn an_unknown_field_or_a_missing_one_is_turned_away() {
    assert!(read(r#"{"about":"","words":{},"rules":[{"code":"a","why":"","better":"","catch":[],"leave":[],"more":1}]}"#).is_err());
    assert!(read(r#"{"about":"","words":{},"rules":[{"code":"a","why":"","better":"","catch":[]}]}"#).is_err());
    assert!(read(r#"{"about":"","words":{},"rules":[{"code":"a","why":"","better":"","catch":["(a"],"leave":[]}]}"#).is_err());
}

#[test]
fn the_aim_is_met_on_the_sentences_the_rules_were_made_with() {
    let (sums, disagree) = sentences(include_str!("sentences.csv")).unwrap();
    assert!(sums.catch > 100 && sums.leave > 100);
    assert!(sums.meets_the_aim(), "{sums:?} {disagree:?}");
}

/// Three hands wrote them. The thresholds were chosen on the first one's. Of what the others wrote that nobody had written
/// before, 118 of 118 and 5 of 108 are caught; the third wrote when all of it was done.
#[test]
fn the_aim_is_met_on_sentences_that_nobody_learnt_from() {
    let (sums, _) = sentences(include_str!("held_out.csv")).unwrap();
    assert_eq!((sums.catch, sums.leave), (368, 358));
    assert!(sums.meets_the_aim(), "{sums:?}");
}

#[test]
fn what_no_phrase_knows_is_caught_whole_with_a_family_and_a_better_way() {
    let phrases = |text: &str| check_phrases(text).unwrap().len();
    let mut by_sum = 0;
    for row in csv::Reader::from_reader(include_bytes!("held_out.csv").as_slice()).deserialize::<super::evaluate::Sentence>() {
        let text = row.unwrap().sentence;
        let found = check_text(&text).unwrap();
        if phrases(&text) > 0 || found.is_empty() {
            continue;
        }
        by_sum += 1;
        let one = &found[0];
        assert_eq!((found.len(), one.start), (1, 0), "the sentence, whole");
        assert!(!one.why.is_empty() && !one.better.is_empty());
    }
    assert!(by_sum > 10, "{by_sum}: what was learnt adds nothing");
}

#[test]
fn too_few_words_say_nothing_by_their_sum_and_the_same_is_learnt_each_time() {
    for text in ["Hello.", "Wait!", "a b"] {
        assert_eq!(super::learned::says(&text.to_lowercase(), text).unwrap(), super::learned::Says::Nothing, "{text}");
    }
    assert_eq!(super::learned::learn_again(), super::learned::learn_again());
}

#[test]
fn what_the_next_sentence_puts_right_is_not_caught_by_the_sum() {
    let alone = "Sunday staff leave things lying about.";
    let owned = "That is ours to plan for, and I'm sorry we kept you waiting.";
    assert!(check_phrases(alone).unwrap().is_empty(), "a phrase would answer for the sum");
    assert_eq!(caught(alone).len(), 1);
    assert_eq!(caught(&format!("{alone} {owned}")), Vec::<String>::new());
    assert_eq!(caught(&format!("{owned} {alone}")).len(), 1, "nothing follows it that puts it right");
}

#[test]
fn a_word_is_of_one_kind_only_and_written_as_it_is_read() {
    let file: serde_json::Value = serde_json::from_str(include_str!("kinds.json")).unwrap();
    let mut met = std::collections::BTreeSet::new();
    for (kind, words) in file["kinds"].as_object().unwrap() {
        for word in words.as_str().unwrap().split_whitespace() {
            assert!(met.insert(word.to_owned()), "{word} is a {kind} and something else");
            assert_eq!(super::learned::words(word), [word], "{kind}");
        }
    }
    assert!(met.len() > 400);
    assert_eq!(super::learned::words("You don't, she’ll can't!"), ["you", "do", "not", ",", "she", "will", "can", "not", "!"]);
}

#[test]
fn a_missed_aim_is_missed() {
    let met = WordingSummary { catch: 100, caught: 95, leave: 100, falsely_caught: 5 };
    assert!(met.meets_the_aim());
    assert!(!WordingSummary { caught: 94, ..met }.meets_the_aim());
    assert!(!WordingSummary { falsely_caught: 6, ..met }.meets_the_aim());
}

#[test]
fn a_place_is_counted_in_characters() {
    let text = "Zoë 👓: it’s our policy.";
    let found = check_text(text).unwrap();
    assert_eq!(found.len(), 1);
    let said: String = text.chars().skip(found[0].start).take(found[0].end - found[0].start).collect();
    assert_eq!((said.as_str(), found[0].rule.as_str()), ("it’s our policy", "policy"));
}

#[test]
fn innocent_look_alikes_are_left() {
    for text in [
        "We assumed the cost.",
        "You should have received our card.",
        "Your policy number is on the form.",
        "The shop is just a minute's walk from here.",
        "You're not wrong.",
        "",
        "…",
    ] {
        assert_eq!(caught(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_way_of_writing_it_is_one_phrase() {
    for text in ["You can't do that", "You can’t do that", "YOU CANT DO THAT", "you  cannot\tdo that", "You really can't do that"] {
        assert_eq!(caught(text), ["dead_end"], "{text}");
    }
}

#[test]
fn a_long_text_without_an_end_is_read_in_time_that_grows_with_it() {
    let text = "you i we the so our but not a policy ".repeat(2_000);
    let found = check_text(&text).unwrap();
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(check_text(&"a".repeat(50_000)).unwrap().is_empty());
}

#[test]
fn a_file_that_cannot_be_read_says_where() {
    let told = |text: &str| sentences(text).unwrap_err().detail;
    assert!(told("sentence,expected,why\nI am sorry.,leave,\nYou lost it.,maybe,\n").starts_with("line 3"));
    assert!(told("words\nI am sorry.\n").starts_with("line 2"));
    assert_eq!(told("sentence,expected,why\n"), "no sentence in it");
}
