use super::*;
use crate::clock::Day;
use crate::private::Private;
use crate::records::contact_lenses::{ContactDetails, PrescribedContacts, WearTime};
use crate::records::prescriptions::{Eye, Powers, PrescriptionKind};
use chrono::NaiveDate;
use proptest::prelude::*;

/// Spectacles, in the form of hl7.org's own example.
fn spectacles() -> Value {
    let product = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/ex-visionprescriptionproduct", "code": "lens" }] });
    json!({
        "resourceType": "VisionPrescription", "id": "33123", "status": "active", "created": "2014-06-15",
        "patient": { "reference": "Patient/example" }, "dateWritten": "2014-06-15T09:30:00+02:00",
        "prescriber": { "reference": "Practitioner/example" },
        "lensSpecification": [
            { "product": product, "eye": "right", "sphere": -2.00, "prism": [{ "amount": 0.5, "base": "down" }], "add": 2.00 },
            { "product": product, "eye": "left", "sphere": -1.00, "cylinder": -0.50, "axis": 180,
              "prism": [{ "amount": 0.5, "base": "up" }, { "amount": 1.25, "base": "in" }], "add": 2.00 }
        ]
    })
}

/// Contact lenses, in the form of hl7.org's own example.
fn contacts() -> Value {
    let product = json!({ "coding": [{ "code": "contact" }] });
    json!({
        "resourceType": "VisionPrescription", "id": "33124", "status": "active", "created": "2014-06-15",
        "patient": { "reference": "Patient/example" }, "dateWritten": "2014-06-15", "prescriber": { "display": "Dr. Example" },
        "lensSpecification": [
            { "product": product, "eye": "right", "cylinder": -2.25, "axis": 160, "add": 1.75, "power": -2.75, "backCurve": 8.7,
              "diameter": 14.0, "duration": { "value": 1, "unit": "month", "code": "month" }, "color": "green", "brand": "A brand",
              "note": [{ "text": "Shade treatment" }] },
            { "product": product, "eye": "left", "power": -2.75, "backCurve": 8.7, "diameter": 14.0 }
        ]
    })
}

fn of(resource: &Value) -> Prescriptions {
    read(resource.to_string().as_bytes()).expect("FHIR")
}

fn one(resource: &Value) -> VisionPrescription {
    let mut read = of(resource);
    assert_eq!((read.prescriptions.len(), read.left_out.len()), (1, 0), "{:?}", read.left_out);
    read.prescriptions.remove(0)
}

/// Why a resource with one member changed is left out.
fn why(path: &str, value: Value) -> WhyLeftOut {
    let mut resource = spectacles();
    *resource.pointer_mut(path).expect("a member") = value;
    let read = of(&resource);
    assert!(read.prescriptions.is_empty(), "{path}");
    read.left_out[0].why
}

#[test]
fn spectacles_are_read() {
    let read = one(&spectacles());
    assert_eq!((read.kind, read.id.as_deref()), (PrescriptionKind::Spectacle, Some("33123")));
    assert_eq!(read.patient.reference.as_deref(), Some("Patient/example"));
    assert_eq!(read.prescriber.as_deref(), Some("Practitioner/example"));
    let day = NaiveDate::from_ymd_opt(2014, 6, 15).map(Day);
    assert_eq!((read.created, read.written_on), (day, day));
    assert_eq!(read.powers.right, Eye { sphere: Some(-200), add: Some(200), prism_up: Some(-50), ..Eye::default() });
    let left = Eye {
        sphere: Some(-100),
        cyl: Some(-50),
        axis: Some(180),
        add: Some(200),
        prism_up: Some(50),
        prism_out: Some(-125),
        ..Eye::default()
    };
    assert_eq!(read.powers.left, left);
}

#[test]
fn contact_lenses_are_read() {
    let read = one(&contacts());
    assert_eq!((read.kind, read.prescriber.as_deref()), (PrescriptionKind::ContactLens, Some("Dr. Example")));
    assert_eq!((read.powers.right.sphere, read.powers.right.axis, read.powers.right.add), (Some(-275), Some(160), Some(175)));
    let right = read.contacts.right.expect("a contact lens");
    assert_eq!((right.base_curve, right.diameter), (Some(870), Some(1400)));
    assert_eq!((right.brand.as_deref(), right.color.as_deref()), (Some("A brand"), Some("green")));
    assert_eq!(right.wear, Some(WearTime { hundredths: 100, unit: Some("month".into()) }));
    assert_eq!(read.right_notes, [Private::new("Shade treatment".to_owned())]);
    assert_eq!(read.contacts.left.expect("a contact lens").brand, None);
}

#[test]
fn an_add_that_is_a_word_comes_back_out_of_the_notes_and_sizes_no_lens_has_are_left_out() {
    let mut resource = contacts();
    resource["lensSpecification"][0]["note"] = json!([{ "text": "Add: HIGH N" }, { "text": "Add: HIGH hopes" }]);
    let read = one(&resource);
    assert_eq!(read.contacts.right.as_ref().and_then(|one| one.add_word.as_deref()), Some("HIGH N"));
    assert_eq!(read.right_notes, [Private::new("Add: HIGH hopes".to_owned())]);
    assert_eq!(one(&read.to_resource().expect("a resource")), read);
    for (name, size) in [("backCurve", json!(43.0)), ("diameter", json!(1.4)), ("brand", "x".repeat(301).into())] {
        let mut resource = contacts();
        resource["lensSpecification"][0][name] = size;
        assert_eq!(of(&resource).left_out[0].why, WhyLeftOut::OutOfRange, "{name}");
    }
}

#[test]
fn both_kinds_in_one_resource_are_two_prescriptions() {
    let mut both = spectacles();
    let lenses = contacts()["lensSpecification"].as_array().expect("lenses").clone();
    both["lensSpecification"].as_array_mut().expect("lenses").extend(lenses);
    let read = of(&both).prescriptions;
    let kinds: Vec<_> = read.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [PrescriptionKind::Spectacle, PrescriptionKind::ContactLens]);
    assert_eq!(of(&bundle(&read)).prescriptions, read, "both come back");
}

#[test]
fn a_bundle_and_ndjson_hold_many() {
    let mut draft = spectacles();
    draft["status"] = "draft".into();
    draft["id"] = "draft".into();
    let bundle = json!({ "resourceType": "Bundle", "type": "searchset", "entry": [
        { "resource": { "resourceType": "Patient", "id": "example" } },
        { "resource": spectacles() }, { "resource": draft }, { "resource": contacts() }, { "resource": contacts() }, { "fullUrl": "x" },
    ] });
    let read_bundle = of(&bundle);
    assert_eq!((read_bundle.prescriptions.len(), read_bundle.others), (2, 1));
    let left_out = [
        LeftOut { place: 3, id: Some("draft".into()), why: WhyLeftOut::NotActive },
        LeftOut { place: 5, id: Some("33124".into()), why: WhyLeftOut::IdTwice },
    ];
    assert_eq!(read_bundle.left_out, left_out);

    let lines = format!("\u{feff}{}\r\n\r\n{}\n{{\"cut\n", spectacles(), contacts());
    let read_lines = read(lines.as_bytes()).expect("NDJSON");
    assert_eq!(read_lines.prescriptions, read_bundle.prescriptions);
    assert_eq!(read_lines.left_out, [LeftOut { place: 4, id: None, why: WhyLeftOut::Unreadable }]);
}

#[test]
fn only_what_is_active_is_taken() {
    for status in ["cancelled", "draft", "entered-in-error", "Active", ""] {
        assert_eq!(why("/status", status.into()), WhyLeftOut::NotActive, "{status}");
    }
    assert_eq!(why("/status", Value::Null), WhyLeftOut::NotActive);
}

#[test]
fn what_cannot_be_taken_whole_is_left_out() {
    let cases = [
        ("/patient", json!({}), WhyLeftOut::NoPatient),
        ("/lensSpecification", json!([]), WhyLeftOut::NothingPrescribed),
        ("/lensSpecification", json!("x"), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/eye", json!("left"), WhyLeftOut::EyeTwice),
        ("/lensSpecification/0/eye", json!("OD"), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/product", json!({ "text": "glasses" }), WhyLeftOut::UnknownProduct),
        ("/lensSpecification/1/axis", Value::Null, WhyLeftOut::CylinderWithoutAxis),
        ("/lensSpecification/1/sphere", json!(-2.2), WhyLeftOut::NotInSteps),
        ("/lensSpecification/1/axis", json!(181), WhyLeftOut::OutOfRange),
        ("/lensSpecification/1/axis", json!(77.5), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/sphere", json!(-200), WhyLeftOut::OutOfRange),
        ("/lensSpecification/0/sphere", json!(1e300), WhyLeftOut::OutOfRange),
        ("/lensSpecification/0/sphere", json!(-2.3333), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/sphere", json!("minus two"), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/add", json!(-2), WhyLeftOut::OutOfRange),
        ("/lensSpecification/0/prism/0/base", json!("BD"), WhyLeftOut::Unreadable),
        ("/lensSpecification/0/prism/0/amount", json!(-1), WhyLeftOut::OutOfRange),
        ("/lensSpecification/1/prism/1/base", json!("down"), WhyLeftOut::Unreadable),
        ("/dateWritten", json!("15.06.2014"), WhyLeftOut::Unreadable),
        ("/dateWritten", json!("2014-06-31"), WhyLeftOut::Unreadable),
    ];
    for (path, value, reason) in cases {
        assert_eq!(why(path, value.clone()), reason, "{path} {value}");
    }
    let mut modified = spectacles();
    modified["lensSpecification"][1]["modifierExtension"] = json!([{ "url": "http://example.org/not", "valueBoolean": true }]);
    assert_eq!(of(&modified).left_out[0].why, WhyLeftOut::ChangedMeaning);
}

#[test]
fn axes_are_turned_and_missing_stays_missing() {
    for (given, axis) in [(0, 180), (-180, 180), (-90, 90), (-10, 170), (180, 180), (1, 1)] {
        let mut resource = spectacles();
        resource["lensSpecification"][1]["axis"] = given.into();
        assert_eq!(one(&resource).powers.left.axis, Some(axis), "{given}");
    }
    let mut resource = spectacles();
    resource["lensSpecification"][0] =
        json!({ "product": resource["lensSpecification"][0]["product"], "eye": "right", "sphere": "-2.125", "axis": 180 });
    resource["dateWritten"] = "2014-06".into();
    let read = one(&resource);
    assert_eq!(read.powers.right, Eye { sphere: Some(-213), ..Eye::default() }, "no cylinder, no axis; no add, not 0");
    assert_eq!(read.written_on, None);
    resource["lensSpecification"][0]["axis"] = 90.into();
    assert_eq!(of(&resource).left_out[0].why, WhyLeftOut::AxisWithoutCylinder, "whose cylinder is gone");
}

#[test]
fn what_is_no_fhir_says_so() {
    assert_eq!(read(b""), Err(NotFhir::NotJson));
    assert_eq!(read(b"name,phone\n"), Err(NotFhir::NotJson));
    assert_eq!(read(spectacles().to_string().split_at(90).0.as_bytes()), Err(NotFhir::NotJson));
    assert_eq!(read(b"{\"a\": 1}"), Err(NotFhir::NoResource));
    assert_eq!(read(b"[1, 2]"), Err(NotFhir::NoResource));
    assert_eq!(read("[".repeat(100_000).as_bytes()), Err(NotFhir::NotJson));
    assert_eq!(read(b"{\"resourceType\":\"Bundle\"}"), Ok(Prescriptions::default()));
}

#[test]
fn what_fhir_demands_and_nobody_knows_is_written_as_unknown() {
    let mut resource = spectacles();
    for member in ["created", "dateWritten", "prescriber"] {
        resource.as_object_mut().expect("an object").remove(member);
    }
    let written = one(&resource).to_resource().expect("a resource");
    for unknown in [&written["_created"], &written["_dateWritten"], &written["prescriber"]] {
        assert_eq!(unknown["extension"][0]["valueCode"], "unknown");
    }
    assert_eq!(one(&written), one(&resource));
}

#[test]
fn a_name_is_never_printed() {
    let mut resource = spectacles();
    resource["patient"] = json!({ "display": "Secret Name", "identifier": { "value": "Secret 1" } });
    resource["lensSpecification"][0]["note"] = json!([{ "text": "Secret note" }]);
    assert!(!format!("{:?}", of(&resource)).contains("Secret"));
}

fn words() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[A-Za-zÀ-ÿ\"\\\\/ .0-9]{0,12}[A-Za-z0-9]".prop_map(|text| text.trim().to_owned()))
}

fn days() -> impl Strategy<Value = Option<Day>> {
    proptest::option::of((1990..2100_i32, 1..367_u32)).prop_map(|day| day.and_then(|(y, d)| NaiveDate::from_yo_opt(y, d)).map(Day))
}

fn eyes() -> impl Strategy<Value = Eye> {
    let maybe = |range: std::ops::RangeInclusive<i32>| proptest::option::of(range);
    let steps = |quarters: std::ops::RangeInclusive<i32>| proptest::option::of(quarters.prop_map(|quarters| quarters * 25));
    (steps(-120..=120), steps(-40..=40), 1..=180_i32, steps(0..=20), maybe(-2000..=2000), maybe(-2000..=2000)).prop_map(
        |(sphere, cyl, axis, add, prism_out, prism_up)| {
            let axis = cyl.is_some_and(|cyl| cyl != 0).then_some(axis);
            Eye { sphere, cyl, axis, add, prism_out, prism_up, ..Eye::default() }
        },
    )
}

fn contact_lenses() -> impl Strategy<Value = Option<ContactDetails>> {
    let (curve, diameter) = (proptest::option::of(600..=1200_i32), proptest::option::of(700..=2400_i32));
    let add_word = proptest::option::of("(LOW|MED|HIGH)( [DN])?");
    let wear =
        proptest::option::of((0..100_000_i32, words())).prop_map(|wear| wear.map(|(hundredths, unit)| WearTime { hundredths, unit }));
    let lens = (curve, diameter, add_word, words(), words(), wear).prop_map(|(base_curve, diameter, add_word, brand, color, wear)| {
        ContactDetails { base_curve, diameter, add_word, brand, color, wear }
    });
    proptest::option::of(lens.prop_filter("something", |lens| *lens != ContactDetails::default()))
}

fn prescriptions() -> impl Strategy<Value = VisionPrescription> {
    let patient = ("[A-Z][a-z]{1,8}/[0-9]{1,5}", words(), words());
    let head = (words(), patient, days(), days(), words(), any::<bool>());
    let notes = || proptest::collection::vec(words(), 0..2);
    (head, eyes(), eyes(), contact_lenses(), contact_lenses(), notes(), notes())
        .prop_map(|((id, patient, created, written_on, prescriber, spectacle), right, left, right_contact, left_contact, r, l)| {
            let (reference, identifier, display) = patient;
            let written = |eye: Eye, contact: &Option<ContactDetails>| eye != Eye::default() || contact.is_some();
            let kept = |keep: bool, notes: Vec<Option<String>>| {
                if keep { notes.into_iter().flatten().map(Private::new).collect() } else { vec![] }
            };
            let contact = |lens: Option<ContactDetails>| if spectacle { None } else { lens };
            let (right_contact, left_contact) = (contact(right_contact), contact(left_contact));
            VisionPrescription {
                id,
                patient: PatientReference {
                    reference: Some(reference),
                    identifier: identifier.map(Private::new),
                    display: display.map(Private::new),
                },
                created,
                written_on,
                prescriber,
                kind: if spectacle { PrescriptionKind::Spectacle } else { PrescriptionKind::ContactLens },
                powers: Powers { right, left, pd_tenths: None },
                right_notes: kept(written(right, &right_contact), r),
                left_notes: kept(written(left, &left_contact), l),
                contacts: PrescribedContacts { right: right_contact, left: left_contact },
            }
        })
        .prop_filter("a lens", |one| one.to_resource().is_some())
}

proptest! {
    #[test]
    fn every_prescription_comes_back(one in prescriptions(), two in prescriptions()) {
        let resource = one.to_resource().expect("a resource");
        prop_assert_eq!(&of(&resource).prescriptions, std::slice::from_ref(&one));
        let two = VisionPrescription { id: two.id.filter(|id| Some(id) != one.id.as_ref()), ..two };
        let both = [one, two];
        prop_assert_eq!(&of(&bundle(&both)).prescriptions, &both);
        let lines = read(ndjson(&both).as_bytes()).expect("NDJSON");
        prop_assert_eq!(&lines.prescriptions, &both);
        prop_assert!(lines.left_out.is_empty());
    }

    #[test]
    fn damage_never_panics_and_never_makes_half_a_cylinder(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), any::<bool>()), 1..6),
    ) {
        let mut bytes = format!("{}\n{}\n", spectacles(), contacts()).into_bytes();
        for (at, byte, replace) in changes {
            let at = at.index(bytes.len());
            if replace { bytes[at] = byte } else { bytes.remove(at); }
        }
        for one in read(&bytes).map(|read| read.prescriptions).unwrap_or_default() {
            prop_assert!(one.powers.must_be_sound().is_ok());
        }
    }
}
