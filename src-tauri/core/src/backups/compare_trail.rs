//! The trail cannot be changed quietly: whoever rewrites the file, links and all, cannot rewrite what stands elsewhere. Each
//! backup's header and each printed day sheet say how many entries there were and what the last one's head was.

use super::{folder, real_clinic};
use crate::clock::At;
use crate::desk::{Desk, Look};
use crate::error::{Outcome, Refusal, refuse};
use crate::records::clinic::Nothing;
use crate::records::this_desk;
use crate::store::backup;
use crate::store::key::{plain_letters, to_hex};
use crate::trail::{self, chain};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Letters of a mark: those of the printed key.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many of them: 80 bits, more than anybody finds another trail for.
const LONG: usize = 16;

/// Where the trail stands, short enough for paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrailMark {
    /// How many entries, and the letters of the last one's head: `412-K7QF-9X2M-0R4T-HZ3C`.
    pub mark: String,
}

/// `trail_mark`: what a day sheet has at its foot.
///
/// # Errors
/// As the store gives them.
pub fn trail_mark(look: &Look<'_>, _: Nothing) -> Outcome<TrailMark> {
    let (entries, _, head) = trail::standing(look.db)?;
    let letters = short(&head);
    let groups: Vec<&str> = letters.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Ok(TrailMark { mark: format!("{entries}-{}", groups.join("-")) })
}

/// The first 80 bits of a head, five in a letter.
fn short(head: &[u8]) -> String {
    let bit = |at: usize| head.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..LONG).map(|letter| LETTERS[(0..5).fold(0, |sum, at| sum * 2 + usize::from(bit(letter * 5 + at)))] as char).collect()
}

/// A mark that was typed from paper, if any.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CompareTrail {
    /// As typed; None: only the backups are asked.
    pub mark: Option<String>,
}

/// How an entry that something else remembers stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Stands {
    /// As it was.
    AsThen,
    /// That entry, or one before it, is another.
    Changed,
    /// There are fewer entries now.
    Gone,
    /// Not as it was, but records were brought back since, and the trail says so.
    BroughtBack,
}

/// One thing outside the live file that remembers the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Remembered {
    /// When the backup was made; None: typed from paper.
    pub made_at: Option<At>,
    /// How many entries there were.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: i64,
    /// How that entry stands now.
    pub stands: Stands,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrailCompared {
    /// How many entries there are.
    #[cfg_attr(test, ts(type = "number"))]
    pub entries: i64,
    /// The first entry that does not follow from the one before; None: each does.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub first_break: Option<i64>,
    /// What was typed.
    pub paper: Option<Remembered>,
    /// Each backup that can be read, here and in the second place, the newest by its entries first.
    pub backups: Vec<Remembered>,
}

/// `compare_trail`: walks the chain, and asks every backup and the paper.
///
/// # Errors
/// Refuses `not_in_practice`, `not_a_mark`.
pub fn compare_trail(desk: &mut Desk, request: CompareTrail) -> Outcome<TrailCompared> {
    real_clinic(desk)?;
    let db = &desk.store()?.db;
    let (entries, ..) = trail::standing(db)?;
    let first_break = chain::first_break(db)?;
    let brought_back: Option<At> =
        db.query_row("SELECT max(at) FROM trail WHERE command = 'backup_restored'", [], |row| row.get(0)).optional()?.flatten();
    let paper = match request.mark.as_deref().map(str::trim).filter(|mark| !mark.is_empty()) {
        None => None,
        Some(mark) => {
            let letters = plain_letters(mark);
            let (count, head) = letters.split_at_checked(letters.len().saturating_sub(LONG)).unwrap_or_default();
            let (Ok(entries), LONG) = (count.parse::<i64>(), head.len()) else {
                return refuse(Refusal::because("not_a_mark").next("compare_paper"));
            };
            Some(Remembered { made_at: None, entries, stands: stands(db, entries, |now| short(now) == head)? })
        }
    };
    let second = this_desk::load(desk.home()).second_place;
    let mut known = BTreeMap::new();
    for place in [Some(folder(desk.home())), second].into_iter().flatten() {
        for header in backup::in_folder(&place).into_iter().filter_map(|lying| lying.header) {
            known.insert((std::cmp::Reverse(header.trail_seq), header.trail_head), header.made_at);
        }
    }
    let mut backups = Vec::new();
    for ((seq, head), made_at) in known {
        let stands = match stands(db, seq.0, |now| to_hex(now) == head)? {
            Stands::AsThen => Stands::AsThen,
            _ if brought_back.is_some_and(|at| made_at <= at) => Stands::BroughtBack,
            other => other,
        };
        backups.push(Remembered { made_at: Some(made_at), entries: seq.0, stands });
    }
    Ok(TrailCompared { entries, first_break, paper, backups })
}

fn stands(db: &Connection, seq: i64, same: impl Fn(&[u8; 32]) -> bool) -> Outcome<Stands> {
    let now: Option<[u8; 32]> = db.query_row("SELECT head FROM trail WHERE seq = ?1", [seq], |row| row.get(0)).optional()?;
    Ok(match now {
        None => Stands::Gone,
        Some(head) if same(&head) => Stands::AsThen,
        Some(_) => Stands::Changed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{LoadedDice, SetClock};
    use crate::desk::Call;
    use crate::store::Store;
    use serde_json::{Value, json};

    const PASSPHRASE: &str = "correct horse battery";

    fn call(desk: &mut Desk, name: &str, request: Value) -> Value {
        desk.answer(Call { name: name.into(), request, request_id: None }).done().unwrap()
    }

    fn sign_in(desk: &mut Desk) {
        call(desk, "unlock", json!({"secret": PASSPHRASE}));
        let kim = call(desk, "desk_state", json!({}))["staff"][0]["id"].clone();
        call(desk, "sign_in", json!({"staff_id": kim, "pin": "4711"}));
    }

    /// A morning, a backup and a day sheet; and after both a little more.
    fn a_day(home: &std::path::Path) -> (Desk, String) {
        let clock = SetClock::from_rfc3339("2026-11-20T10:30:00-05:00").unwrap();
        let mut desk = Desk::closed(home.to_owned(), Box::new(clock), Box::new(LoadedDice(3)));
        let founded = json!({"clinic": "Test clinic", "given": "Kim", "family": "Vo", "pin": "4711", "passphrase": PASSPHRASE});
        call(&mut desk, "set_up_clinic", founded);
        for given in ["Ada", "Ben", "Cleo", "Dan"] {
            call(&mut desk, "add_patient", json!({"details": {"given": given, "family": "Keller"}}));
        }
        call(&mut desk, "back_up_now", json!({}));
        call(&mut desk, "rename_clinic", json!({"name": "After the backup"}));
        let mark = call(&mut desk, "trail_mark", json!({}))["mark"].as_str().unwrap().to_owned();
        call(&mut desk, "rename_clinic", json!({"name": "After the sheet"}));
        (desk, mark)
    }

    /// Whoever has the data key writes what they like, and makes every link fit again where they are careful.
    fn forge(desk: &Desk, sql: &str, careful: bool) {
        let db = &desk.store().unwrap().db;
        db.execute_batch("DROP TRIGGER trail_is_append_only_1; DROP TRIGGER trail_is_append_only_2; PRAGMA foreign_keys = OFF").unwrap();
        db.execute_batch(sql).unwrap();
        if careful {
            // Numbers without a gap, then each head anew.
            db.execute_batch(
                "CREATE TEMP TABLE anew AS SELECT seq AS was, row_number() OVER (ORDER BY seq) AS is_now FROM trail ORDER BY seq;
                 UPDATE trail SET seq = -(SELECT is_now FROM anew WHERE was = seq);
                 UPDATE trail SET seq = -seq;
                 UPDATE OR IGNORE trail_about SET seq = -(SELECT is_now FROM anew WHERE was = seq);
                 UPDATE trail_about SET seq = -seq; DROP TABLE anew",
            )
            .unwrap();
            let mut heads = Vec::new();
            let mut head = [0; 32];
            chain::each(db, |seq, entry, _| {
                head = chain::next_head(&head, seq, entry);
                heads.push((seq, head));
                true
            })
            .unwrap();
            for (seq, head) in heads {
                db.execute("UPDATE trail SET head = ?2 WHERE seq = ?1", (seq, head.as_slice())).unwrap();
            }
        }
        db.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    }

    fn compared(desk: &mut Desk, mark: &str) -> TrailCompared {
        serde_json::from_value(call(desk, "compare_trail", json!({ "mark": mark }))).unwrap()
    }

    fn quiet(found: &TrailCompared) -> bool {
        let as_then = |one: &Remembered| one.stands == Stands::AsThen;
        found.first_break.is_none() && found.paper.iter().all(as_then) && found.backups.iter().all(as_then)
    }

    #[test]
    fn each_way_of_changing_the_trail_is_found_by_the_backup_and_by_the_paper() {
        let untouched = tempfile::tempdir().unwrap();
        let (mut desk, mark) = a_day(untouched.path());
        let found = compared(&mut desk, &mark);
        assert!(quiet(&found) && found.backups.len() == 1 && found.paper.is_some(), "the control: nothing was changed: {found:?}");
        assert!(quiet(&compared(&mut desk, &mark.to_lowercase().replace('0', "o").replace('-', " "))), "as people copy it");
        for (way, sql, seen_by_backup) in [
            ("edit", "UPDATE trail SET request = replace(request, 'Ben', 'Bea') WHERE seq = 3", true),
            ("delete", "DELETE FROM trail_about WHERE seq = 3; DELETE FROM trail WHERE seq = 3", true),
            (
                "insert",
                "UPDATE trail SET seq = seq + 1000 WHERE seq > 3;
                 UPDATE trail_about SET seq = seq + 1000 WHERE seq > 3;
                 INSERT INTO trail SELECT 4, at, offset_min, desk, staff_id, command, 'x', request, outcome, reply, first_id, next_id, head
                     FROM trail WHERE seq = 3",
                true,
            ),
            (
                "reorder",
                "UPDATE trail SET seq = -3 WHERE seq = 3; UPDATE trail SET seq = 3 WHERE seq = 4; UPDATE trail SET seq = 4 WHERE seq = -3",
                true,
            ),
            ("truncate", "DELETE FROM trail_about WHERE seq > 4; DELETE FROM trail WHERE seq > 4", true),
            ("truncate after the backup", "DELETE FROM trail_about WHERE seq > 5; DELETE FROM trail WHERE seq > 5", false),
            ("who did it", "UPDATE trail SET staff_id = NULL WHERE seq = 3", true),
            ("when", "UPDATE trail SET at = at - 60000 WHERE seq = 3", true),
            ("whom it is about", "UPDATE trail_about SET subject = 99 WHERE seq = 3", true),
        ] {
            for careful in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let (mut desk, mark) = a_day(folder.path());
                forge(&desk, sql, careful);
                let found = compared(&mut desk, &mark);
                if careful {
                    assert_eq!(found.first_break, None, "{way}: it was made to fit, or this proves nothing");
                    assert_ne!(found.paper.as_ref().unwrap().stands, Stands::AsThen, "{way}");
                    assert_eq!(found.backups[0].stands != Stands::AsThen, seen_by_backup, "{way}");
                } else {
                    assert!(!quiet(&found), "{way}");
                }
            }
        }
    }

    #[test]
    fn the_whole_file_of_yesterday_in_todays_place_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = folder.path().join("clinic");
        let (mut desk, _) = a_day(folder.path());
        call(&mut desk, "close", json!({}));
        let yesterday = std::fs::read(clinic.join(crate::store::FILE)).unwrap();
        sign_in(&mut desk);
        call(&mut desk, "add_patient", json!({"details": {"given": "Eve", "family": "Keller"}}));
        call(&mut desk, "back_up_now", json!({}));
        let mark = call(&mut desk, "trail_mark", json!({}))["mark"].as_str().unwrap().to_owned();
        call(&mut desk, "close", json!({}));
        drop(desk);
        std::fs::write(clinic.join(crate::store::FILE), yesterday).unwrap();
        let clock = SetClock::from_rfc3339("2026-11-20T11:30:00-05:00").unwrap();
        let mut desk = Desk::closed(folder.path().to_owned(), Box::new(clock), Box::new(LoadedDice(4)));
        assert!(Store::exists(&clinic));
        sign_in(&mut desk);
        let found = compared(&mut desk, &mark);
        assert_eq!(found.first_break, None, "the old file is whole in itself");
        assert_eq!((found.backups[0].stands, found.paper.unwrap().stands), (Stands::Gone, Stands::Gone), "both know that more was done");
        // Worked on until it is as long as before, it is found all the same.
        for name in ["a", "b", "c", "d"] {
            call(&mut desk, "rename_clinic", json!({ "name": name }));
        }
        let found = compared(&mut desk, &mark);
        assert_eq!((found.backups[0].stands, found.paper.unwrap().stands), (Stands::Changed, Stands::Changed));
    }

    #[test]
    fn a_backup_that_was_brought_back_is_no_alarm_and_nonsense_is_no_mark() {
        let folder = tempfile::tempdir().unwrap();
        let (mut desk, _) = a_day(folder.path());
        let first = call(&mut desk, "backups", json!({}))["here"][0]["name"].clone();
        call(&mut desk, "add_patient", json!({"details": {"given": "Eve", "family": "Keller"}}));
        call(&mut desk, "back_up_now", json!({}));
        call(&mut desk, "open_backup", json!({"name": first, "secret": PASSPHRASE}));
        call(&mut desk, "restore_backup", json!({}));
        let kim = call(&mut desk, "desk_state", json!({}))["staff"][0]["id"].clone();
        call(&mut desk, "sign_in", json!({"staff_id": kim, "pin": "4711"}));
        let found = compared(&mut desk, "");
        assert_eq!(found.paper, None);
        let stands: Vec<Stands> = found.backups.iter().map(|one| one.stands).collect();
        assert!(stands.contains(&Stands::BroughtBack) && stands.contains(&Stands::AsThen), "{stands:?}");
        assert!(!stands.contains(&Stands::Gone) && !stands.contains(&Stands::Changed), "{stands:?}");
        for nonsense in ["no mark", "12", "x-AAAA-AAAA-AAAA-AAAA", "é"] {
            let answer = desk.answer(Call { name: "compare_trail".into(), request: json!({ "mark": nonsense }), request_id: None });
            assert!(matches!(answer, crate::desk::Answer::Refused(refusal) if refusal.code == "not_a_mark"), "{nonsense}");
        }
    }
}
