//! Every scenario that we ship keeps the rules; a broken one says where.

use super::*;
use crate::recovery::scripts::{Mood, SHIPPED, manners, ours};

fn a_scenario() -> Scenario {
    ours().unwrap()["part_lost"].clone()
}

fn rules_of(scenario: &Scenario) -> Vec<(String, String)> {
    broken(scenario).unwrap().into_iter().map(|one| (one.place, one.rule)).collect()
}

#[test]
fn every_scenario_keeps_the_rules() {
    let mut all = Vec::new();
    for (code, scenario) in ours().unwrap() {
        assert_eq!(&scenario.code, code);
        all.extend(broken(scenario).unwrap().into_iter().map(|one| format!("{code} {}: {} ({})", one.place, one.rule, one.found)));
        let figures = figures(scenario);
        println!(
            "{code}: {} lines, {} choices, {} turns, grade {}.{}",
            figures.lines,
            figures.choices,
            figures.turns,
            figures.grade_tenths / 10,
            (figures.grade_tenths % 10).abs()
        );
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert_eq!(ours().unwrap().len(), SHIPPED.len());
}

#[test]
fn nobody_is_told_that_they_paid_which_no_record_knows() {
    let about_money = |line: &&str| ["paid", "your money", "you pay "].iter().any(|word| line.to_lowercase().contains(word));
    for (code, scenario) in ours().unwrap() {
        let openings = scenario.openings.iter().map(|one| one.say.as_str());
        let told: Vec<&str> = openings.chain(scenario.own.iter().map(String::as_str)).filter(about_money).collect();
        assert!(told.is_empty(), "{code}: {told:?}");
    }
}

#[test]
fn there_is_a_manner_for_everybody() {
    let moods: Vec<Mood> = manners().unwrap().iter().map(|one| one.mood).collect();
    assert_eq!(moods, Mood::ALL);
    assert!(manners().unwrap().iter().all(|one| (2..=4).contains(&one.tips.len())));
}

#[test]
fn a_fact_that_nobody_knows_is_found() {
    let mut it = a_scenario();
    it.own.push("We owe you {lunch}.".to_owned());
    let at = format!("own[{}]", it.own.len() - 1);
    assert_eq!(rules_of(&it), [(at, "no_such_fact".to_owned())]);
}

#[test]
fn what_is_read_and_not_said_is_there_too_and_fits_its_place() {
    type Change = fn(&mut Scenario);
    let breaking: [(&str, Change, &str); 9] = [
        ("title", |it| it.title = " ".to_owned(), "empty"),
        ("title", |it| it.title = "x".repeat(121), "too_long"),
        ("applies", |it| it.applies = String::new(), "empty"),
        ("listen[0]", |it| it.listen[0] = String::new(), "empty"),
        ("now[1]", |it| it.now[1] = "\n".to_owned(), "empty"),
        ("review[0]", |it| it.review[0] = "y".repeat(401), "too_long"),
        ("never[1].why", |it| it.never[1].why = String::new(), "empty"),
        ("choices.search_on.title", |it| it.choices.iter_mut().find(|one| one.code == "search_on").unwrap().title = String::new(), "empty"),
        ("choices", |it| it.choices[0].code = String::new(), "code"),
    ];
    for (place, change, rule) in breaking {
        let mut it = a_scenario();
        change(&mut it);
        assert_eq!(rules_of(&it), [(place.to_owned(), rule.to_owned())]);
    }
    let mut it = a_scenario();
    while it.choices.len() < 10 {
        let mut more = it.choices[0].clone();
        more.code = format!("more_{}", it.choices.len());
        it.choices.push(more);
    }
    assert_eq!(rules_of(&it), [("choices".to_owned(), "too_many".to_owned())]);
}

#[test]
fn a_line_that_blames_hides_who_did_it_or_goes_on_and_on_is_found() {
    for (line, rule) in [
        ("You should have told us.", "blames"),
        ("Your lenses are ordered.", "passive"),
        ("We will look for your lenses in the drawer and in the bag and on the bench now.", "long_sentence"),
        (" ", "empty"),
    ] {
        let mut it = a_scenario();
        it.agree.push(line.to_owned());
        assert_eq!(rules_of(&it).into_iter().map(|(_, rule)| rule).collect::<Vec<_>>(), [rule], "{line}");
    }
}

#[test]
fn openings_that_are_one_and_the_same_are_found() {
    let mut it = a_scenario();
    it.openings.truncate(2);
    let rules: Vec<String> = rules_of(&it).into_iter().map(|(_, rule)| rule).collect();
    assert!(rules.contains(&"too_few".to_owned()), "{rules:?}");
    let mut it = a_scenario();
    let first = it.openings[0].clone();
    it.openings.iter_mut().for_each(|one| *one = first.clone());
    let rules: Vec<String> = rules_of(&it).into_iter().map(|(_, rule)| rule).collect();
    assert!(rules.contains(&"same_tone".to_owned()) && rules.contains(&"begin_alike".to_owned()), "{rules:?}");
}

#[test]
fn a_step_with_nothing_to_say_while_facts_are_unknown_is_found() {
    let mut it = a_scenario();
    it.own = vec!["{patient}, that is on us.".to_owned()];
    assert_eq!(rules_of(&it), [("own".to_owned(), "nothing_without_facts".to_owned())]);
}

#[test]
fn a_missing_step_or_an_unknown_field_is_no_scenario() {
    let mut value = serde_json::to_value(a_scenario()).unwrap();
    value.as_object_mut().unwrap().remove("own");
    assert!(serde_json::from_value::<Scenario>(value).unwrap_err().to_string().contains("own"));
    let mut value = serde_json::to_value(a_scenario()).unwrap();
    value["lunch"] = true.into();
    assert!(serde_json::from_value::<Scenario>(value).unwrap_err().to_string().contains("lunch"));
}
