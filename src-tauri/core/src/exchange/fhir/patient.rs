//! A patient as FHIR has one: names, birth date, phone, address. Read beside prescriptions, so that they find their
//! person, and written beside them, so that another clinic's do.

use crate::clock::Day;
use crate::private::Private;
use crate::records::patients::PatientDetails;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// Longer names and lines are no names.
const MAX_TEXT: usize = 300;

/// One patient of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FhirPatient {
    /// How prescriptions refer to them: `Patient/123`, and the address of their entry in a bundle.
    pub called: Vec<String>,
    /// Record numbers.
    pub identifiers: Vec<Private<String>>,
    /// What is known of them.
    pub details: PatientDetails,
}

impl FhirPatient {
    /// None without a name: that is nobody to find.
    pub(super) fn of_resource(resource: &Value, full_url: Option<&str>) -> Option<Self> {
        let names = array(resource, "name");
        let used = |what: &str| names.iter().find(|name| name.get("use").and_then(Value::as_str) == Some(what));
        let name = used("official").or_else(|| used("usual")).or_else(|| names.first())?;
        let given = array(name, "given").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ");
        let (given, family) = (clean(&given).unwrap_or_default(), text(name, "family").unwrap_or_default());
        if given.is_empty() && family.is_empty() {
            return None;
        }
        let born = text(resource, "birthDate").and_then(|day| NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok());
        let phone = array(resource, "telecom").iter().find(|one| one.get("system").and_then(Value::as_str) == Some("phone"));
        let address = array(resource, "address").first();
        let lines = address.map(|address| array(address, "line").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
        let of_address = |name: &str| address.and_then(|address| text(address, name)).map(Private::new);
        let details = PatientDetails {
            given: Private::new(given),
            family: Private::new(family),
            preferred: used("nickname").and_then(|name| array(name, "given").first()?.as_str().and_then(clean)).map(Private::new),
            born: born.map(|day| Private::new(Day(day))),
            phone: phone.and_then(|phone| text(phone, "value")).map(Private::new),
            street: lines.and_then(|lines| clean(&lines)).map(Private::new),
            town: of_address("city"),
            region: of_address("state"),
            postcode: of_address("postalCode"),
            ..PatientDetails::default()
        };
        let id = text(resource, "id").map(|id| format!("Patient/{id}"));
        let called: Vec<String> = id.into_iter().chain(full_url.map(str::to_owned)).collect();
        let identifiers = array(resource, "identifier").iter().filter_map(|one| text(one, "value")).map(Private::new).collect();
        Some(Self { called, identifiers, details })
    }

    /// As a resource with this id.
    pub(super) fn resource(id: &str, details: &PatientDetails) -> Value {
        // The receiving system must know who it is.
        let mut resource = Map::new();
        resource.insert("resourceType".into(), "Patient".into());
        resource.insert("id".into(), id.into());
        let mut name = Map::new();
        name.insert("use".into(), "official".into());
        if !details.family.expose().is_empty() {
            name.insert("family".into(), details.family.expose().as_str().into());
        }
        if !details.given.expose().is_empty() {
            name.insert("given".into(), json!([details.given.expose()]));
        }
        let mut names = vec![Value::from(name)];
        names.extend(details.preferred.as_ref().map(|name| json!({ "use": "nickname", "given": [name.expose()] })));
        resource.insert("name".into(), names.into());
        if let Some(born) = &details.born {
            resource.insert("birthDate".into(), born.expose().0.format("%Y-%m-%d").to_string().into());
        }
        if let Some(phone) = &details.phone {
            resource.insert("telecom".into(), json!([{ "system": "phone", "value": phone.expose() }]));
        }
        let mut address = Map::new();
        if let Some(street) = &details.street {
            address.insert("line".into(), json!([street.expose()]));
        }
        for (name, part) in [("city", &details.town), ("state", &details.region), ("postalCode", &details.postcode)] {
            if let Some(part) = part {
                address.insert(name.into(), part.expose().as_str().into());
            }
        }
        if !address.is_empty() {
            resource.insert("address".into(), json!([address]));
        }
        resource.into()
    }
}

fn array<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> Option<String> {
    clean(value.get(name)?.as_str()?)
}

fn clean(text: &str) -> Option<String> {
    let clean: String = text.trim().chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect();
    (!clean.is_empty()).then_some(clean)
}
