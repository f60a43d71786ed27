//! Prescriptions of other systems: each finds its person or is asked about, one go brings them in, one takes them back, and
//! what goes out comes in again.

use rightful_core::exchange::fhir;
use rightful_core::trail::replay;
use rightful_tests::{TestDesk, a_desk};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn a_manager() -> TestDesk {
    let mut desk = a_desk();
    desk.sign_in_as(desk.kim);
    desk
}

fn prescription(id: &str, patient: Value, sphere: f64) -> Value {
    let lens = |eye: &str, sphere: f64| json!({"product": {"coding": [{"code": "lens"}]}, "eye": eye, "sphere": sphere, "cylinder": -0.5, "axis": 180});
    json!({"resourceType": "VisionPrescription", "id": id, "status": "active", "patient": patient, "dateWritten": "2026-10-02",
           "prescriber": {"display": "Dr. Ng"}, "lensSpecification": [lens("right", sphere), lens("left", sphere + 0.25)]})
}

fn person(id: &str, given: &str, family: &str, born: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [{"family": family, "given": [given]}], "birthDate": born})
}

fn bundle(resources: &[Value]) -> String {
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries}).to_string()
}

fn hold(desk: &mut TestDesk, text: &str) -> String {
    desk.desk.hold_file("other.json".into(), text.as_bytes().to_vec())
}

fn tables(desk: &TestDesk) -> BTreeMap<String, String> {
    let mut tables = replay::digests(desk.desk.store().unwrap()).unwrap();
    for own in ["imports", "import_left_out"] {
        tables.remove(own);
    }
    tables
}

#[test]
fn each_prescription_finds_its_person_or_is_asked_about() {
    let mut desk = a_manager();
    let eric = desk.patient("Eric", "Paulson", "1980-05-04");
    let other = desk.patient("Mia", "Stone", "1999-09-09");
    let before = tables(&desk);
    let file = bundle(&[
        person("e", "Eric", "Paulson", "1980-05-04"),
        person("n", "Nora", "Newcomb", "1971-01-02"),
        prescription("1", json!({"reference": "Patient/e"}), -2.25),
        prescription("2", json!({"reference": "Patient/n"}), 1.0),
        // A name alone is nobody, however alike.
        prescription("3", json!({"display": "Mia Stone"}), -1.0),
        prescription("4", json!({"reference": "Patient/elsewhere"}), -3.0),
        json!({"resourceType": "VisionPrescription", "id": "5", "status": "cancelled"}),
    ]);
    let token = hold(&mut desk, &file);
    let preview = desk.do_("preview_fhir", json!({"file": token}));
    assert_eq!(
        preview["counts"],
        json!({"rows_read": 5, "added": 2, "changed": 0, "unchanged": 0, "left_out": 3, "patients_added": 1, "orders_added": 0})
    );
    let asked: Vec<_> = preview["asked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["place"], &one["name"], one["candidates"].as_array().unwrap().len()))
        .collect();
    assert_eq!(asked, [(&json!(3), &json!("Mia Stone"), 1), (&json!(4), &json!("Patient/elsewhere"), 0)]);
    assert_eq!(preview["left_out"][0]["why"], "not_active");
    assert_eq!(tables(&desk), before, "a preview changes nothing");

    let said = json!([{"place": 3, "answer": {"answer": "same", "patient_id": other}}, {"place": 4, "answer": {"answer": "new"}}]);
    let done = desk.do_("run_fhir", json!({"file": token, "source": "Other clinic", "decisions": said}));
    assert_eq!(
        (&done["counts"]["added"], &done["counts"]["left_out"], &done["counts"]["patients_added"]),
        (&json!(3), &json!(2), &json!(1))
    );
    let page = desk.do_("open_patient", json!({"patient_id": eric}));
    assert_eq!(
        (&page["prescriptions"][0]["powers"]["right"]["sphere"], &page["prescriptions"][0]["prescriber"]),
        (&json!(-225), &json!("Dr. Ng"))
    );
    let page = desk.do_("open_patient", json!({"patient_id": other}));
    assert_eq!(page["prescriptions"].as_array().unwrap().len(), 1);
    let left_out = desk.do_("left_out_rows", json!({"import_id": done["import_id"]}));
    assert!(left_out["text"].as_str().unwrap().contains("who is it"), "{left_out}");

    let token = hold(&mut desk, &file);
    let again = desk.do_("run_fhir", json!({"file": token, "source": "other  CLINIC"}));
    assert_eq!((&again["import_id"], &again["counts"]["unchanged"]), (&Value::Null, &json!(3)), "the same file twice changes nothing");
    desk.replays();
    desk.do_("undo_import", json!({"import_id": done["import_id"]}));
    assert_eq!(tables(&desk), before);
    desk.replays();
}

#[test]
fn who_is_not_sure_is_asked_about_and_an_answer_must_be_somebody() {
    let mut desk = a_manager();
    desk.patient("Anna", "Keller", "2011-03-04");
    // Whose birth date it is cannot be said: day and month are exchanged.
    let file = bundle(&[person("a", "Anna", "Keller", "2011-04-03"), prescription("1", json!({"reference": "Patient/a"}), -2.25)]);
    let token = hold(&mut desk, &file);
    let preview = desk.do_("preview_fhir", json!({"file": token}));
    assert!(!preview["asked"][0]["candidates"].as_array().unwrap().is_empty(), "{preview}");
    assert_eq!((&preview["counts"]["added"], &preview["counts"]["left_out"]), (&json!(0), &json!(1)));
    let nobody = json!({"file": token, "decisions": [{"place": 1, "answer": {"answer": "same", "patient_id": 999_999}}]});
    assert_eq!(desk.refused_because("run_fhir", nobody), "no_such_patient");
}

#[test]
fn files_that_are_none_say_so_and_hostile_ones_do_no_harm() {
    let mut desk = a_manager();
    let deep = format!("{}{}", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":".repeat(5_000), "}]}".repeat(5_000));
    let nan = prescription("1", json!({"reference": "Patient/x"}), -2.25).to_string().replace("-2.25", "NaN");
    for (text, why) in [
        ("", "not_json"),
        ("<Bundle><!ENTITY a \"b\"></Bundle>", "not_json"),
        ("{\"a\": 1}", "no_resource"),
        (deep.as_str(), "not_json"),
        (nan.as_str(), "not_json"),
    ] {
        let token = hold(&mut desk, text);
        let refusal = desk.refused("preview_fhir", json!({"file": token}));
        assert_eq!((refusal.code.as_str(), &refusal.facts["why"]), ("not_fhir", &json!(why)), "{:.40}", text);
    }
    let token = hold(&mut desk, &json!({"resourceType": "Patient", "id": "x"}).to_string());
    assert_eq!(desk.do_("preview_fhir", json!({"file": token}))["counts"]["rows_read"], 0);
    assert_eq!(desk.refused_because("preview_fhir", json!({"file": "file-77"})), "no_such_file");
    assert_eq!(desk.refused_because("export_prescriptions", json!({"release": "r4", "form": "bundle"})), "no_prescriptions");
}

#[test]
fn what_goes_out_comes_into_an_empty_clinic_and_goes_out_the_same() {
    let mut desk = a_manager();
    let eye = |sphere: i32| json!({"sphere": sphere, "cyl": -75, "axis": 90, "add": 200, "prism_out": -50, "prism_up": 125});
    for (given, family, born, sphere) in
        [("Eric", "O'Hara-Müller", "1980-05-04", -225), ("Derrick", "Paulsen", "1975-11-23", -300), ("Zoë", "Nguyen", "2001-12-31", 0)]
    {
        let patient = desk.patient(given, family, born);
        for (kind, day) in [("spectacle", "2026-01-02"), ("contact_lens", "2025-01-02")] {
            let powers = json!({"right": eye(sphere), "left": {"sphere": 12}});
            let contacts = json!({"right": {"brand": "Clarent \u{ae}", "base_curve": 860, "diameter": 1425, "add_word": "HIGH N", "color": "green",
                "wear": {"hundredths": 150, "unit": "mo"}}, "left": {"brand": "Clarent"}});
            let prescription = json!({"patient_id": patient, "kind": kind, "written_on": day, "prescriber": "Dr. Ng", "powers": powers, "contacts": contacts});
            desk.do_("add_prescription", prescription);
        }
    }
    for (release, version) in [("r4", "4.0.1"), ("r5", "5.0.0")] {
        for form in ["bundle", "ndjson"] {
            let out = desk.do_("export_prescriptions", json!({"release": release, "form": form}));
            let text = out["text"].as_str().unwrap();
            assert!(["Clarent \u{ae}", "HIGH N", "green", "14.25"].iter().all(|said| text.contains(said)), "contact lenses go out whole");
            assert_eq!((&out["prescriptions"], text.contains(&format!("|{version}"))), (&json!(6), true));
            let mut other = a_manager();
            let token = hold(&mut other, text);
            let done = other.do_("run_fhir", json!({"file": token}));
            assert_eq!((&done["counts"]["added"], &done["counts"]["patients_added"]), (&json!(6), &json!(3)));
            let again = hold(&mut other, text);
            let again = other.do_("run_fhir", json!({"file": again}));
            assert_eq!(again["counts"]["unchanged"], 6, "the same file twice changes nothing");
            let back = other.do_("export_prescriptions", json!({"release": release, "form": form}));
            assert_eq!(plain(back["text"].as_str().unwrap()), plain(text), "{release} {form}");
            other.replays();
        }
    }
    let found = desk.do_("find", json!({"query": "derrick"}));
    let derrick = found["people"][0]["patient_id"].clone();
    let out = desk.do_("export_patient_prescriptions", json!({"patient_id": derrick, "release": "r4", "form": "bundle"}));
    assert_eq!(out["prescriptions"], 2);
    let text = out["text"].as_str().unwrap();
    assert!(text.contains("Derrick") && !text.contains("Eric\""), "one person's, and nobody else's");
    assert!(!out["name"].as_str().unwrap().contains("Derrick"), "a file's name tells nobody");
}

/// A file's people with their prescriptions, without the ids that each clinic gives anew.
fn plain(text: &str) -> Vec<String> {
    let read = fhir::read(text.as_bytes()).unwrap();
    assert!(read.left_out.is_empty());
    let mut plain: Vec<String> = Vec::new();
    for one in &read.prescriptions {
        let reference = one.patient.reference.as_ref().unwrap();
        let patient = read.patients.iter().find(|patient| patient.called.contains(reference)).expect("whose it is");
        let details = serde_json::to_string(&patient.details).unwrap();
        plain.push(format!(
            "{details} {:?} {:?} {:?} {:?} {}",
            one.kind,
            one.written_on,
            one.prescriber,
            one.contacts,
            serde_json::to_string(&one.powers).unwrap()
        ));
    }
    plain.sort();
    plain
}

#[test]
fn a_prescription_of_a_record_that_is_with_another_now_goes_to_that_person() {
    let mut desk = a_manager();
    let eric = desk.patient("Eric", "Paulson", "1980-05-04");
    let erik = desk.patient("Erik", "Paulsen", "1980-05-04");
    let sheet = desk.do_("compare_patients", json!({"patient_id": eric, "other_id": erik}));
    let request = json!({"keep_id": eric, "gone_id": erik, "take": [], "seen": sheet["seen"], "reason": null});
    desk.do_("merge_patients", request);
    let bring = |desk: &mut TestDesk, id: &str, sphere: f64| {
        let file = bundle(&[person("e", "Erik", "Paulsen", "1980-05-04"), prescription(id, json!({"reference": "Patient/e"}), sphere)]);
        let token = hold(desk, &file);
        let preview = desk.do_("preview_fhir", json!({"file": token, "source": "Other clinic"}));
        let here = preview["asked"].as_array().unwrap().iter().flat_map(|one| one["candidates"].as_array().unwrap().clone());
        let here: Vec<Value> = here.map(|one| one["patient_id"].clone()).collect();
        assert!(here.iter().all(|one| *one == json!(eric)) && here.len() < 2, "the old name is that person, once: {here:?}");
        let said = if here.is_empty() { json!([]) } else { json!([{"place": 1, "answer": {"answer": "same", "patient_id": eric}}]) };
        desk.do_("run_fhir", json!({"file": token, "source": "Other clinic", "decisions": said}));
    };
    bring(&mut desk, "1", -2.25);
    bring(&mut desk, "2", -2.5);
    let page = desk.do_("open_patient", json!({"patient_id": eric}));
    assert_eq!(page["prescriptions"].as_array().unwrap().len(), 2);
    desk.replays();
}
