//! Guessing is hopeless, whatever somebody does to the machine's date and however often they start the app again.

use rightful_core::clock::{At, Clock, LoadedDice, Moment};
use rightful_core::desk::{Answer, Desk};
use rightful_core::store::key::KeyFile;
use rightful_tests::{PASSPHRASE, PIN, TestDesk, a_desk};
use serde_json::json;

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Numbers that fall the same way each time.
struct Falls(u64);

impl Falls {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Gives the machine another date: an hour back, a day, ten years on, or somewhere else in the world.
fn another_date(desk: &TestDesk, falls: &mut Falls) {
    let now = desk.clock.now();
    let by = [-3_600_000, 3_600_000, -86_400_000, 86_400_000, 315_576_000_000, -315_576_000_000, 960_000, -30_000][falls.below(8) as usize];
    let offset_minutes = [-300, 0, 345, 840][falls.below(4) as usize];
    desk.clock.put(Moment { at: At(now.at.0 + by), offset_minutes });
}

/// The app ends and starts again.
fn start_again(desk: &mut TestDesk) {
    // The old desk must be gone, and its lock with it, before the new one opens the file.
    let (home, clock) = (desk.folder.path().to_owned(), Box::new(desk.clock.clone()));
    drop(std::mem::replace(&mut desk.desk, Desk::closed(home, clock, Box::new(LoadedDice(9)))));
}

/// Hours of somebody who wants in: what may be tried is tried, at once, after other dates and after restarts.
fn hours_of_guesses(hours: u64, seed: u64, guess: impl Fn(&mut TestDesk) -> bool, restart: impl Fn(&mut TestDesk)) -> u32 {
    let mut falls = Falls(seed);
    let mut desk = a_desk();
    desk.do_("lock", json!({}));
    let began = desk.clock.running_ms();
    let mut compared = 0;
    while desk.clock.running_ms() - began < hours * HOUR_MS {
        if guess(&mut desk) {
            compared += 1;
            continue;
        }
        match falls.below(8) {
            0..3 => another_date(&desk, &mut falls),
            3 if falls.below(8) == 0 => restart(&mut desk),
            _ => desk.clock.advance_ms(i64::try_from(10_000 + falls.below(590_000)).unwrap()),
        }
    }
    compared
}

fn code(answer: Answer) -> String {
    match answer {
        Answer::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn runs(short: u64, long: u64) -> u64 {
    if std::env::var_os("RIGHTFUL_LONG").is_some() { long } else { short }
}

#[test]
fn a_pin_is_guessed_a_hundred_times_a_day_at_most_whatever_the_date_is_set_to() {
    for seed in 0..runs(2, 100) {
        let compared = hours_of_guesses(
            24,
            seed,
            |desk| {
                let kim = desk.kim;
                let said = code(desk.ask("sign_in", json!({"staff_id": kim, "pin": "0000"})));
                assert!(["wrong_pin", "pin_wait"].contains(&said.as_str()), "{said}");
                said == "wrong_pin"
            },
            |desk| {
                start_again(desk);
                desk.do_("unlock", json!({"secret": PASSPHRASE}));
            },
        );
        assert!((30..=100).contains(&compared), "{compared} guesses in a day (seed {seed})");
    }
}

#[test]
fn a_passphrase_is_guessed_a_hundred_times_a_day_at_most_whatever_the_date_is_set_to() {
    // Each takes a good part of a second, as it must: the first hours are the quickest for whoever guesses.
    let hours = runs(3, 24);
    for seed in 0..runs(1, 5) {
        let compared = hours_of_guesses(
            hours,
            seed,
            |desk| {
                let said = code(desk.ask("unlock", json!({"secret": "not the passphrase"})));
                assert!(["wrong_passphrase", "secret_wait"].contains(&said.as_str()), "{said}");
                said == "wrong_passphrase"
            },
            start_again,
        );
        // Ten come before the wait is a quarter of an hour, and at most 90 more in a day.
        let most = 10 + u32::try_from(hours).unwrap() * 90 / 24;
        assert!((8..=most).contains(&compared), "{compared} guesses in {hours} hours (seed {seed})");
    }
}

#[test]
fn a_date_ten_years_on_and_a_restart_end_no_wait_and_going_back_makes_none_longer() {
    let mut desk = a_desk();
    let kim = desk.kim;
    let wrong = json!({"staff_id": kim, "pin": "0000"});
    for _ in 0..3 {
        assert_eq!(desk.refused_because("sign_in", wrong.clone()), "wrong_pin");
    }
    let right = json!({"staff_id": kim, "pin": PIN});
    assert_eq!(desk.refused_because("sign_in", right.clone()), "pin_wait");
    let now = desk.clock.now();
    desk.clock.put(Moment { at: At(now.at.0 + 315_576_000_000), ..now });
    assert_eq!(desk.refused_because("sign_in", right.clone()), "pin_wait", "ten years on");
    desk.clock.put(Moment { at: At(now.at.0 - 315_576_000_000), ..now });
    assert_eq!(desk.refused_because("sign_in", right.clone()), "pin_wait", "ten years back");
    desk.clock.advance_ms(29_999);
    assert_eq!(desk.refused_because("sign_in", right.clone()), "pin_wait");
    desk.clock.advance_ms(1);
    desk.do_("sign_in", right.clone());
    for _ in 0..3 {
        assert_eq!(desk.refused_because("sign_in", wrong.clone()), "wrong_pin");
    }
    desk.clock.advance_ms(29_000);
    start_again(&mut desk);
    desk.do_("unlock", json!({"secret": PASSPHRASE}));
    assert_eq!(desk.refused_because("sign_in", right.clone()), "pin_wait", "the wait begins again with the app");
    desk.clock.advance_ms(30_000);
    desk.do_("sign_in", right);
    desk.replays();
}

#[test]
fn another_clinics_backup_opens_no_more_guesses() {
    let (mut desk, mut other) = (a_desk(), a_desk());
    other.do_("back_up_now", json!({}));
    let folder = other.folder.path().join("backups");
    let backup = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).find(|path| path.is_file()).unwrap();
    let bytes = std::fs::read(backup).unwrap();
    desk.do_("close", json!({}));
    for _ in 0..5 {
        assert_eq!(desk.refused_because("unlock", json!({"secret": "not the passphrase"})), "wrong_passphrase");
        let token = desk.desk.hold_file("other.rightful-backup".into(), bytes.clone());
        desk.do_("open_backup", json!({"token": token, "secret": PASSPHRASE}));
    }
    let token = desk.desk.hold_file("other.rightful-backup".into(), bytes);
    assert_eq!(desk.refused_because("unlock", json!({"secret": "not the passphrase"})), "wrong_passphrase");
    assert_eq!(desk.refused_because("open_backup", json!({"token": token, "secret": "a guess"})), "secret_wait");
    assert_eq!(desk.refused_because("unlock", json!({"secret": PASSPHRASE})), "secret_wait");
}

#[test]
fn no_file_opens_with_a_pin_alone() {
    let mut desk = a_desk();
    desk.patient("Sam", "Keller", "2011-03-04");
    desk.do_("back_up_now", json!({}));
    desk.restart();
    let (mut wraps, mut locked) = (0, 0);
    let mut folders = vec![desk.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if file.path().is_dir() {
                folders.push(file.path());
                continue;
            }
            let name = file.file_name().into_string().unwrap();
            let bytes = std::fs::read(file.path()).unwrap();
            match name.as_str() {
                "guesses" | "desk.lock" => assert!(bytes.len() <= 8, "{name} holds a number or nothing"),
                "desk.json" => assert!(!String::from_utf8(bytes).unwrap().contains("pin")),
                "key.json" => {
                    let key = KeyFile::read(file.path().parent().unwrap()).unwrap();
                    assert!(key.by_passphrase(PIN).is_none() && key.by_recovery_key(PIN).is_none());
                    assert!(key.by_passphrase(PASSPHRASE).is_some(), "the control: what opens it, opens it");
                    wraps += 1;
                }
                // The rest is encrypted by the data key: a backup's header in clear holds the same wraps.
                _ => {
                    assert!(!bytes.windows(15).any(|part| part == b"SQLite format 3"), "{name} is not encrypted");
                    if name.ends_with(".rightful-backup") {
                        let token = desk.desk.hold_file(name.clone(), bytes);
                        let asked = json!({"token": token, "secret": PIN});
                        desk.sign_in_as(desk.kim);
                        assert_eq!(desk.refused_because("open_backup", asked), "wrong_passphrase");
                        wraps += 1;
                    }
                    locked += 1;
                }
            }
        }
    }
    assert!(wraps >= 2 && locked >= 2, "{wraps} {locked}");
}
