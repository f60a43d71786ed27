//! Believable people and believable jobs, made by our own generator: names of many origins, no real person among them.

use std::fmt::Write;

/// A small generator of chance that falls the same way each time (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// The next number below `limit`; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % (limit.max(1) as u64)) as usize
    }

    /// One of these.
    pub fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.get(self.below(all.len())).copied().unwrap_or("")
    }

    /// True this many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const GIVEN: &[&str] = &[
    "Aaliyah",
    "Aaron",
    "Ada",
    "Ahmed",
    "Aisha",
    "Alan",
    "Alejandra",
    "Alice",
    "Amara",
    "Amir",
    "Ana",
    "Andrea",
    "Andre",
    "Anika",
    "Anthony",
    "Arjun",
    "Asha",
    "Ben",
    "Beatriz",
    "Brian",
    "Camila",
    "Carlos",
    "Carmen",
    "Caroline",
    "Cedric",
    "Chloe",
    "Chris",
    "Clara",
    "Connor",
    "Daniel",
    "Daria",
    "David",
    "Deborah",
    "Diego",
    "Dmitri",
    "Dolores",
    "Edith",
    "Elena",
    "Eli",
    "Elif",
    "Ellen",
    "Emeka",
    "Emma",
    "Esther",
    "Ethan",
    "Eva",
    "Farah",
    "Fatima",
    "Felix",
    "Fiona",
    "Frank",
    "Gabriel",
    "George",
    "Gloria",
    "Grace",
    "Hannah",
    "Harold",
    "Hassan",
    "Helen",
    "Henry",
    "Hiroshi",
    "Ida",
    "Ines",
    "Ingrid",
    "Irene",
    "Isaac",
    "Ivan",
    "Jack",
    "Jamal",
    "Jane",
    "Jasmine",
    "Javier",
    "Jean",
    "Jin",
    "Joan",
    "Joel",
    "Jonas",
    "Jorge",
    "Jose",
    "Judith",
    "Julia",
    "Kai",
    "Karen",
    "Karim",
    "Kate",
    "Keiko",
    "Kenji",
    "Kofi",
    "Laila",
    "Lars",
    "Laura",
    "Leo",
    "Lena",
    "Liam",
    "Lin",
    "Lucas",
    "Lucia",
    "Luis",
    "Magda",
    "Malik",
    "Marcus",
    "Margaret",
    "Maria",
    "Mario",
    "Marta",
    "Martin",
    "Mary",
    "Mateo",
    "Maya",
    "Mei",
    "Miguel",
    "Mina",
    "Mohamed",
    "Monica",
    "Nadia",
    "Naomi",
    "Nathan",
    "Nia",
    "Nina",
    "Noah",
    "Nora",
    "Olga",
    "Oliver",
    "Omar",
    "Oscar",
    "Paloma",
    "Patricia",
    "Paul",
    "Pedro",
    "Peter",
    "Petra",
    "Rachel",
    "Rafael",
    "Rania",
    "Ravi",
    "Rebecca",
    "Rosa",
    "Ruben",
    "Samir",
    "Sana",
    "Sara",
    "Sergio",
    "Simon",
    "Sofia",
    "Stella",
    "Sven",
    "Tariq",
    "Teresa",
    "Theo",
    "Thomas",
    "Tobias",
    "Uma",
    "Vera",
    "Victor",
    "Walter",
    "Wei",
    "Yasmin",
    "Yuki",
    "Yusuf",
    "Zoe",
];

const FAMILY: &[&str] = &[
    "Abbott",
    "Acosta",
    "Adeyemi",
    "Ahmad",
    "Alvarez",
    "Andersen",
    "Arslan",
    "Bailey",
    "Baker",
    "Banerjee",
    "Barros",
    "Becker",
    "Bell",
    "Bergman",
    "Bianchi",
    "Boateng",
    "Bose",
    "Brooks",
    "Brown",
    "Campbell",
    "Castillo",
    "Chang",
    "Chen",
    "Cohen",
    "Collins",
    "Cooper",
    "Costa",
    "Cruz",
    "Dang",
    "Davis",
    "Delgado",
    "Diaz",
    "Dubois",
    "Eriksen",
    "Evans",
    "Farouk",
    "Fernandes",
    "Fischer",
    "Flores",
    "Foster",
    "Fraser",
    "Friedman",
    "Fujita",
    "Garcia",
    "Gomez",
    "Grant",
    "Greene",
    "Gupta",
    "Gutierrez",
    "Hall",
    "Hansen",
    "Haddad",
    "Hayes",
    "Hernandez",
    "Hill",
    "Hoang",
    "Hughes",
    "Ibrahim",
    "Ito",
    "Ivanova",
    "Jackson",
    "Jansen",
    "Jensen",
    "Johnson",
    "Jones",
    "Kaplan",
    "Kaya",
    "Kelly",
    "Khan",
    "Kim",
    "King",
    "Klein",
    "Kowalski",
    "Kumar",
    "Larsen",
    "Lee",
    "Lewis",
    "Lindgren",
    "Lopez",
    "Lund",
    "MacDonald",
    "Mahmoud",
    "Marino",
    "Martinez",
    "Mbeki",
    "McCarthy",
    "Mendoza",
    "Meyer",
    "Miller",
    "Mitchell",
    "Moore",
    "Morales",
    "Morgan",
    "Moreau",
    "Mueller",
    "Murphy",
    "Nakamura",
    "Nguyen",
    "Nowak",
    "O'Connor",
    "O'Neill",
    "Okafor",
    "Olsen",
    "Ortega",
    "Osei",
    "Owens",
    "Park",
    "Patel",
    "Perez",
    "Petrov",
    "Pham",
    "Phillips",
    "Popescu",
    "Price",
    "Quinn",
    "Ramirez",
    "Rao",
    "Reed",
    "Reyes",
    "Richter",
    "Rivera",
    "Roberts",
    "Robinson",
    "Rossi",
    "Ruiz",
    "Russell",
    "Sanchez",
    "Santos",
    "Sato",
    "Schmidt",
    "Schwartz",
    "Scott",
    "Shah",
    "Sharma",
    "Silva",
    "Singh",
    "Smith",
    "Sousa",
    "Stewart",
    "Sullivan",
    "Suzuki",
    "Tanaka",
    "Taylor",
    "Thompson",
    "Torres",
    "Tran",
    "Turner",
    "Usman",
    "Vargas",
    "Vasquez",
    "Walker",
    "Wang",
    "Ward",
    "Watson",
    "Weber",
    "White",
    "Williams",
    "Wilson",
    "Wood",
    "Wright",
    "Yamada",
    "Yang",
    "Yilmaz",
    "Young",
    "Zhang",
    "Zimmermann",
];

const STREETS: &[&str] = &[
    "Alder Street",
    "Beech Avenue",
    "Cedar Lane",
    "Chapel Road",
    "Depot Street",
    "Elm Court",
    "Ferry Road",
    "Garden Street",
    "Hill Road",
    "Juniper Way",
    "Lake Street",
    "Linden Avenue",
    "Main Street",
    "Maple Drive",
    "Market Street",
    "Mill Lane",
    "North Street",
    "Orchard Road",
    "Park Avenue",
    "Pine Street",
    "Quarry Road",
    "River Street",
    "School Street",
    "Spring Lane",
    "Station Road",
    "Sunset Drive",
    "Union Street",
    "Valley Road",
    "Walnut Street",
    "Willow Lane",
];
const TOWNS: &[(&str, &str)] =
    &[("Fairhaven", "05401"), ("Milbrook", "05403"), ("Northfield", "05408"), ("Eastgate", "05446"), ("Ashby", "05482")];
const FRAMES: &[&str] = &[
    "Kite 8 46-16 Blue",
    "Kite 8 46-16 Red",
    "Loft 17 50-19 Navy",
    "Loft 17 50-19 Olive",
    "Arden 202 52-18 Black",
    "Arden 202 52-18 Tortoise",
    "Harrow 301 54-17 Gunmetal",
    "Mill 44 51-20 Crystal",
    "Cove 5 48-18 Plum",
    "Tern 71 53-16 Bronze",
    "Birch 12 49-21 Honey",
    "Quill 3 47-19 Slate",
];
const LABS: &[&str] = &["Northlab", "Clearview Optical Lab", "In house"];

/// A day as the exports write it, from a count of days since 1970.
fn day(days: i64) -> String {
    chrono::DateTime::from_timestamp(days * 86_400, 0).map(|time| time.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// Two files as a practice system exports them.
#[derive(Debug)]
pub struct Exports {
    /// Patients, comma separated.
    pub patients: String,
    /// Orders, pipe separated.
    pub orders: String,
}

/// Makes exports of `patients` people and `orders` collected jobs in the two years before `today` (days since 1970).
/// The same seed gives the same files; the benchmark's clinics are made by this too.
#[must_use]
pub fn exports(patients: usize, orders: usize, today: i64, seed: u64) -> Exports {
    let mut chance = Chance(seed);
    let mut people = String::from("PatientId,First Name,Last Name,DOB,Phone,Address,City,Zip\n");
    let mut born = Vec::with_capacity(patients);
    for at in 0..patients {
        let age_days = 365 * (4 + chance.below(40) + chance.below(45)) + chance.below(365);
        born.push(age_days);
        let (town, zip) = TOWNS.get(chance.below(TOWNS.len())).copied().unwrap_or(("Ashby", "05482"));
        // Some are children, some have no phone, as in any list.
        let phone = if chance.percent(6) { String::new() } else { format!("555-{:04}", chance.below(10_000)) };
        let _ = writeln!(
            people,
            "{},{},{},{},{},{} {},{},{}",
            10_000 + at,
            chance.one_of(GIVEN),
            chance.one_of(FAMILY),
            day(today - age_days as i64),
            phone,
            1 + chance.below(240),
            chance.one_of(STREETS),
            town,
            zip
        );
    }
    let mut jobs = String::from(
        "OrderNumber|PatientId|OrderDate|ExpectDate|PromisedDate|Status|JobType|LensType|FrameSource|Frame|Tray|Lab|RxDate|\
         OD Sphere|OD Cylinder|OD Axis|OD Add|OS Sphere|OS Cylinder|OS Axis|OS Add|PD Far|Dispenser|Note\n",
    );
    for at in 0..orders {
        let who = chance.below(patients);
        let placed = today - 30 - chance.below(700) as i64;
        let took = 5 + chance.below(9) as i64;
        let powers = powers(&mut chance, born.get(who).copied().unwrap_or(0) / 365);
        let status = if chance.percent(3) {
            "Canceled"
        } else if chance.percent(3) {
            "Remade"
        } else {
            "Collected"
        };
        let year = day(placed).chars().skip(2).take(2).collect::<String>();
        let _ = writeln!(
            jobs,
            "{year}-{}|{}|{}|{}|{}|{status}|Complete|{}|Doctor Supplied (Store Enclosed)|{}||{}|{}|{}|{}|",
            500_000 + at,
            10_000 + who,
            day(placed),
            day(placed + took),
            day(placed + took + 2),
            powers.lens_type,
            chance.one_of(FRAMES),
            chance.one_of(LABS),
            day(placed - chance.below(20) as i64),
            powers.columns,
            chance.one_of(&["JO", "JN", "KV"]),
        );
    }
    Exports { patients: people, orders: jobs }
}

struct Written {
    lens_type: &'static str,
    columns: String,
}

/// Powers as the middle of a real list has them: most near plano, an add from 45 on.
fn powers(chance: &mut Chance, age: usize) -> Written {
    let quarter = |steps: i64| steps * 25;
    let written = |hundredths: i64| match hundredths {
        0 => "PLANO".to_owned(),
        other => format!("{}{}.{:02}", if other < 0 { '-' } else { '+' }, other.abs() / 100, other.abs() % 100),
    };
    let base = quarter(chance.below(33) as i64 - 20);
    let add = (age >= 45).then(|| quarter(4 + chance.below(7) as i64));
    let lens_type = if add.is_none() { "SV" } else { chance.one_of(&["PAL", "PAL", "FT28"]) };
    let mut eye = || {
        let sphere = base + quarter(chance.below(3) as i64 - 1);
        let cyl = if chance.percent(25) { 0 } else { -quarter(1 + chance.below(8) as i64) };
        let (cyl, axis) = if cyl == 0 { ("DS".to_owned(), String::new()) } else { (written(cyl), format!("{:03}", 1 + chance.below(180))) };
        format!("{}|{cyl}|{axis}|{}", written(sphere), add.map(written).unwrap_or_default())
    };
    let (right, left) = (eye(), eye());
    let pd = 560 + chance.below(130);
    Written { lens_type, columns: format!("{right}|{left}|{}.{}", pd / 10, pd % 10) }
}

/// A frame from the boards.
pub(super) fn frame(chance: &mut Chance) -> &'static str {
    chance.one_of(FRAMES)
}

/// A lab.
pub(super) fn lab(chance: &mut Chance) -> &'static str {
    chance.one_of(LABS)
}

#[cfg(test)]
mod tests {
    use super::exports;

    #[test]
    fn the_same_seed_makes_the_same_clinic_and_every_job_has_its_patient() {
        let made = exports(50, 120, 20_000, 7);
        assert_eq!(made.patients, exports(50, 120, 20_000, 7).patients);
        assert_eq!(made.patients.lines().count(), 51);
        assert_eq!(made.orders.lines().count(), 121);
        assert!(made.orders.lines().all(|line| line.matches('|').count() == 23), "24 columns");
        let ids: Vec<&str> = made.patients.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert!(made.orders.lines().skip(1).all(|line| ids.contains(&line.split('|').nth(1).unwrap_or(""))));
    }
}
