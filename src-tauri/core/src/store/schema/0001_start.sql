-- All ids come from one sequence (the trail's), so no two rows anywhere share an id.
-- Instants are UTC milliseconds, days are YYYY-MM-DD, powers are hundredths of a dioptre,
-- distances on the face are tenths of a millimetre, money is minor units.

CREATE TABLE trail (
    seq        INTEGER PRIMARY KEY,           -- order of acts; clocks never reorder it
    at         INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,              -- the clinic's offset from UTC then, in minutes
    desk       TEXT    NOT NULL,
    staff_id   INTEGER,                       -- NULL: nobody was signed in
    command    TEXT    NOT NULL,
    request_id TEXT    UNIQUE,                -- the same request twice is one act
    request    TEXT    NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('done', 'refused', 'refused_kept', 'read')),
    reply      TEXT    NOT NULL,
    first_id   INTEGER NOT NULL,              -- ids minted: first_id .. next_id - 1
    next_id    INTEGER NOT NULL,
    head       BLOB    NOT NULL CHECK (length(head) = 32)  -- SHA-256 over the previous head and this row
) STRICT;
CREATE TRIGGER trail_is_append_only_1 BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_is_append_only_2 BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

-- What an entry is about: patients, orders, visits … (ids never collide between tables).
CREATE TABLE trail_about (
    subject INTEGER NOT NULL,
    seq     INTEGER NOT NULL REFERENCES trail (seq) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;

-- Large inputs (imported files), once each, so that the trail can replay them.
CREATE TABLE trail_files (
    sha256 TEXT PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE clinic (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    name       TEXT    NOT NULL,
    practice   INTEGER NOT NULL CHECK (practice IN (0, 1)),
    recovery_key_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (recovery_key_confirmed IN (0, 1)),
    settings   TEXT    NOT NULL,              -- JSON of records::settings::Settings
    next_order INTEGER NOT NULL DEFAULT 1001, -- the running part of the next order number
    next_discrepancy INTEGER NOT NULL DEFAULT 1,
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE staff (
    id           INTEGER PRIMARY KEY,
    given        TEXT NOT NULL CHECK (length(given) BETWEEN 1 AND 300),
    family       TEXT NOT NULL CHECK (length(family) <= 300),
    role         TEXT NOT NULL CHECK (role IN ('receptionist', 'dispenser', 'manager')),
    pin          TEXT NOT NULL,               -- Argon2id, salt:hash
    pin_failures INTEGER NOT NULL DEFAULT 0,
    pin_wait_until INTEGER,                   -- no try before this instant
    active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE patients (
    id         INTEGER PRIMARY KEY,
    given      TEXT NOT NULL CHECK (length(given) <= 300),
    family     TEXT NOT NULL CHECK (length(family) <= 300),
    preferred  TEXT CHECK (length(preferred) <= 300),
    born       TEXT CHECK (born GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    phone      TEXT,
    street     TEXT,
    town       TEXT,
    region     TEXT,
    postcode   TEXT,
    only_me    INTEGER NOT NULL DEFAULT 0 CHECK (only_me IN (0, 1)),  -- nobody else may collect
    note       TEXT,
    CHECK (given <> '' OR family <> '')
) STRICT;

CREATE TABLE contacts (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patients (id),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    relation   TEXT NOT NULL,                 -- parent, partner, carer, child, other
    phone      TEXT,
    may_collect INTEGER NOT NULL DEFAULT 1 CHECK (may_collect IN (0, 1)),
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX contacts_of ON contacts (patient_id);

-- A pair of patients the desk has an opinion on: pinned for ever ("twins"), or muted with a reason.
CREATE TABLE look_alikes (
    low_id  INTEGER NOT NULL REFERENCES patients (id),
    high_id INTEGER NOT NULL REFERENCES patients (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('pinned', 'muted')),
    reason  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    by      INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (low_id, high_id),
    CHECK (low_id < high_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_alikes_high ON look_alikes (high_id);

CREATE TABLE prescriptions (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patients (id),
    kind       TEXT NOT NULL CHECK (kind IN ('spectacle', 'contact_lens')),
    written_on TEXT,
    expires_on TEXT,
    prescriber TEXT,
    -- powers in hundredths of a dioptre; axis 1..180; NULL: not given
    r_sphere INTEGER, r_cyl INTEGER, r_axis INTEGER CHECK (r_axis BETWEEN 1 AND 180), r_add INTEGER,
    l_sphere INTEGER, l_cyl INTEGER, l_axis INTEGER CHECK (l_axis BETWEEN 1 AND 180), l_add INTEGER,
    pd_tenths INTEGER                         -- distance PD of both eyes, tenths of a millimetre
) STRICT;
CREATE INDEX prescriptions_of ON prescriptions (patient_id);

CREATE TABLE orders (
    id         INTEGER PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 60),
    patient_id INTEGER NOT NULL REFERENCES patients (id),
    kind       TEXT NOT NULL CHECK (kind IN ('spectacles', 'contact_lenses', 'repair', 'warranty_replacement', 'dental_appliance', 'other')),
    state      TEXT NOT NULL CHECK (state IN ('confirmed', 'ordered', 'at_lab', 'frame_to_come', 'lab_hold', 'back_ordered', 'delayed',
                   'received', 'verified', 'failed_check', 'notified', 'collected', 'cancelled', 'remade', 'returned', 'uncollected')),
    state_since INTEGER NOT NULL,
    tray       TEXT CHECK (length(tray) BETWEEN 1 AND 40),
    last_tray  TEXT,                          -- where it was when it left
    lens_type  TEXT,                          -- SV, FT28, PAL …
    frame      TEXT,                          -- model, size, colour as on the frame
    frame_source TEXT CHECK (frame_source IN ('ours', 'lab', 'vendor', 'patient_own')),
    lab        TEXT,
    placed_on  TEXT,
    expected_on TEXT,
    promised_on TEXT,
    prescription_id INTEGER REFERENCES prescriptions (id),
    r_sphere INTEGER, r_cyl INTEGER, r_axis INTEGER CHECK (r_axis BETWEEN 1 AND 180), r_add INTEGER,
    l_sphere INTEGER, l_cyl INTEGER, l_axis INTEGER CHECK (l_axis BETWEEN 1 AND 180), l_add INTEGER,
    pd_tenths INTEGER,
    note       TEXT,
    old_system_word TEXT,                     -- the status word of the system it was imported from
    dispenser  TEXT
) STRICT;
CREATE UNIQUE INDEX one_order_a_tray ON orders (tray) WHERE tray IS NOT NULL;
CREATE INDEX orders_of ON orders (patient_id, state);
CREATE INDEX orders_open ON orders (state) WHERE state NOT IN ('collected', 'cancelled', 'remade', 'returned');

CREATE TABLE parts (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    kind       TEXT NOT NULL CHECK (kind IN ('frame', 'right_lens', 'left_lens', 'own_frame', 'old_lenses', 'case', 'contact_lens_box', 'accessory', 'appliance')),
    label      TEXT,                          -- "Kite 8 46-16 Blue", "his own"
    custody    TEXT NOT NULL CHECK (custody IN ('at_lab', 'here', 'with_patient', 'in_transit', 'not_located', 'not_made')),
    place      TEXT,                          -- where: tray T017, finishing desk, drawer 2
    holder     TEXT,                          -- who had it last
    moved_at   INTEGER NOT NULL,
    moved_by   INTEGER REFERENCES staff (id),
    needed     INTEGER NOT NULL DEFAULT 1 CHECK (needed IN (0, 1)),  -- must be here before the order is complete
    theirs     INTEGER NOT NULL DEFAULT 0 CHECK (theirs IN (0, 1))   -- the patient's own: while we keep it they have a slip
) STRICT;
CREATE INDEX parts_of ON parts (order_id);

CREATE TABLE part_moves (
    id       INTEGER PRIMARY KEY,
    part_id  INTEGER NOT NULL REFERENCES parts (id),
    from_custody TEXT NOT NULL, from_place TEXT,
    to_custody   TEXT NOT NULL, to_place   TEXT,
    holder   TEXT,
    at       INTEGER NOT NULL,
    by       INTEGER REFERENCES staff (id),
    note     TEXT
) STRICT;
CREATE INDEX part_moves_of ON part_moves (part_id);

CREATE TABLE verifications (
    id       INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    verdict  TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'waived')),
    reason   TEXT,                            -- why waived, what failed
    at       INTEGER NOT NULL,
    by       INTEGER NOT NULL REFERENCES staff (id),
    CHECK (verdict = 'passed' OR length(reason) > 0)
) STRICT;
CREATE INDEX verifications_of ON verifications (order_id);

CREATE TABLE notifications (
    id        INTEGER PRIMARY KEY,
    order_id  INTEGER NOT NULL REFERENCES orders (id),
    at        INTEGER NOT NULL,
    goes_at   INTEGER NOT NULL,               -- until then it can be taken back
    by        INTEGER NOT NULL REFERENCES staff (id),
    taken_back_at INTEGER,
    taken_back_by INTEGER REFERENCES staff (id)
) STRICT;
CREATE INDEX notifications_of ON notifications (order_id);

CREATE TABLE calls (
    id       INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    outcome  TEXT NOT NULL CHECK (outcome IN ('reached', 'message', 'no_answer')),
    spoke_to TEXT,
    note     TEXT,
    at       INTEGER NOT NULL,
    by       INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX calls_of ON calls (order_id, at);

CREATE TABLE visits (
    id         INTEGER PRIMARY KEY,           -- the order of arrival, whatever the clock says
    patient_id INTEGER REFERENCES patients (id),
    walk_in    TEXT CHECK (length(walk_in) BETWEEN 1 AND 300),   -- the name a person we do not know gave
    day        TEXT NOT NULL,                 -- the clinic's day of arrival
    ticket     INTEGER NOT NULL CHECK (ticket > 0),   -- counts from 1 each day
    purpose    TEXT NOT NULL CHECK (purpose IN ('collecting', 'adjustment', 'repair', 'fitting', 'question', 'other')),
    with_whom  TEXT CHECK (length(with_whom) BETWEEN 1 AND 300),  -- "his mother, Ruth"
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'with_us', 'done')),
    arrived_at INTEGER NOT NULL,
    load       TEXT NOT NULL CHECK (load IN ('quiet', 'some', 'busy', 'full')),   -- how many waited when they came
    first_quoted_min INTEGER NOT NULL,        -- what we told them at check-in: the report measures this one
    quoted_min INTEGER NOT NULL,              -- what we told them last, in minutes …
    quoted_at  INTEGER NOT NULL,              -- … from this instant
    waited_from INTEGER NOT NULL,             -- start of the present wait
    rests_until INTEGER,                      -- put back until then: keeps the place, holds nobody else up
    greeted_at INTEGER,
    told_at    INTEGER,                       -- last update
    apologized_at INTEGER,
    manager_at INTEGER,                       -- a manager was fetched
    recovery_at INTEGER,                      -- the recovery panel was taken up, or set aside
    called_at  INTEGER,
    served_by  INTEGER REFERENCES staff (id),
    where_to   TEXT CHECK (length(where_to) BETWEEN 1 AND 60),    -- "room 2"
    out_of_turn TEXT CHECK (length(out_of_turn) BETWEEN 1 AND 300),   -- the reason, said aloud
    first_called_at INTEGER,                  -- ends the wait that the first quote was about
    owed_visit_id INTEGER REFERENCES owed_visits (id),   -- the owed visit that this one answers
    outcome    TEXT CHECK (outcome IN ('served', 'fit_later', 'will_return', 'left')),
    ended_at   INTEGER,
    waited_ms  INTEGER CHECK (waited_ms >= 0),   -- the first wait, where it can be measured
    CHECK (patient_id IS NOT NULL OR walk_in IS NOT NULL),
    CHECK ((state = 'done') = (outcome IS NOT NULL)),
    CHECK ((state = 'done') = (ended_at IS NOT NULL)),
    CHECK (state <> 'with_us' OR called_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX visits_ticket ON visits (day, ticket);
CREATE INDEX visits_open ON visits (patient_id) WHERE state <> 'done';
CREATE INDEX visits_measured ON visits (purpose, load) WHERE waited_ms IS NOT NULL;
CREATE INDEX visits_measured_at_any_load ON visits (purpose) WHERE waited_ms IS NOT NULL;
CREATE INDEX visits_of ON visits (patient_id);

CREATE TABLE visit_updates (
    id       INTEGER PRIMARY KEY,
    visit_id INTEGER NOT NULL REFERENCES visits (id),
    kind     TEXT NOT NULL CHECK (kind IN ('greeted', 'told', 'apologized', 'manager', 'recovery', 'called', 'put_back')),
    words    TEXT CHECK (length(words) BETWEEN 1 AND 1000),
    quoted_min INTEGER,                       -- the new quote, where one was told
    at       INTEGER NOT NULL,
    by       INTEGER REFERENCES staff (id)
) STRICT;
CREATE INDEX visit_updates_of ON visit_updates (visit_id);

CREATE TABLE owed_visits (
    id         INTEGER PRIMARY KEY,
    patient_id INTEGER REFERENCES patients (id),   -- NULL: a walk-in; from_visit has the name
    order_id   INTEGER REFERENCES orders (id),
    from_visit INTEGER NOT NULL REFERENCES visits (id),
    what       TEXT NOT NULL CHECK (what IN ('fitting', 'return')),
    due_on     TEXT,
    owed_since INTEGER NOT NULL,
    done_by_visit INTEGER REFERENCES visits (id),
    dropped    TEXT CHECK (length(dropped) BETWEEN 1 AND 300)   -- why it is no longer owed
) STRICT;
CREATE INDEX owed_visits_of ON owed_visits (patient_id);
CREATE INDEX owed_visits_from ON owed_visits (from_visit);
CREATE INDEX owed_visits_open ON owed_visits (due_on) WHERE done_by_visit IS NULL AND dropped IS NULL;

CREATE TABLE hand_overs (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    visit_id   INTEGER REFERENCES visits (id),
    state      TEXT NOT NULL CHECK (state IN ('open', 'frozen', 'handed_over', 'refused', 'abandoned', 'taken_back')),
    started_at INTEGER NOT NULL,
    started_by INTEGER NOT NULL REFERENCES staff (id),
    -- what the person said, and how it compared; the right answer is never stored here
    said_name  TEXT, said_born TEXT,
    name_match TEXT CHECK (name_match IN ('match', 'slip', 'differs')),
    born_match TEXT CHECK (born_match IN ('match', 'slip', 'differs', 'not_on_file')),
    scanned    TEXT,
    scan_match TEXT CHECK (scan_match IN ('match', 'other_order', 'own_other_order', 'unknown')),
    scanned_order INTEGER REFERENCES orders (id),
    ticked     TEXT NOT NULL DEFAULT '[]',    -- JSON: part ids
    steps      TEXT NOT NULL DEFAULT '{}',    -- JSON: step -> {by, at}, who did it last
    reasons    TEXT NOT NULL DEFAULT '{}',    -- JSON: finding key -> {reason, staff, second}
    case_opened INTEGER NOT NULL DEFAULT 0 CHECK (case_opened IN (0, 1)),   -- opened together, frame compared
    looked     INTEGER NOT NULL DEFAULT 0 CHECK (looked IN (0, 1)),         -- the patient looked, distance and near
    ended_at   INTEGER,
    ended_by   INTEGER REFERENCES staff (id),
    received_by TEXT, relation TEXT, contact_id INTEGER REFERENCES contacts (id),
    why        TEXT                           -- why refused, frozen, taken back
) STRICT;
CREATE INDEX hand_overs_of ON hand_overs (order_id);
CREATE UNIQUE INDEX one_hand_over_at_a_time ON hand_overs (order_id) WHERE state IN ('open', 'frozen');

CREATE TABLE discrepancies (
    id         INTEGER PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    near_miss  INTEGER NOT NULL CHECK (near_miss IN (0, 1)),
    severity   TEXT NOT NULL CHECK (severity IN ('minor', 'moderate', 'serious')),
    state      TEXT NOT NULL CHECK (state IN ('open', 'searching', 'waiting', 'put_right', 'reviewed', 'closed')),
    patient_id INTEGER REFERENCES patients (id),
    order_id   INTEGER REFERENCES orders (id),
    other_order_id INTEGER REFERENCES orders (id),
    part_id    INTEGER REFERENCES parts (id),
    visit_id   INTEGER REFERENCES visits (id),
    hand_over_id INTEGER REFERENCES hand_overs (id),
    facts      TEXT NOT NULL,                 -- our facts, one line
    patient_words TEXT,                       -- the patient's own words
    at         INTEGER NOT NULL,
    by         INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX discrepancies_of ON discrepancies (patient_id);
CREATE INDEX discrepancies_order ON discrepancies (order_id);
CREATE INDEX discrepancies_open ON discrepancies (state) WHERE state <> 'closed';

CREATE TABLE imports (
    id        INTEGER PRIMARY KEY,
    source    TEXT NOT NULL,                  -- the clinic's name for the other system
    file_name TEXT NOT NULL,
    sha256    TEXT NOT NULL,                  -- its bytes are in trail_files
    holds     TEXT NOT NULL CHECK (holds IN ('patients', 'orders', 'both')),
    at        INTEGER NOT NULL,
    by        INTEGER NOT NULL REFERENCES staff (id),
    rows_read INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, left_out INTEGER NOT NULL,
    patients_added INTEGER NOT NULL, orders_added INTEGER NOT NULL,
    undone_at INTEGER,
    CHECK (rows_read = added + changed + unchanged + left_out)
) STRICT;

-- The other system's own numbers, what it last said, and which import brought them.
CREATE TABLE external_ids (
    source    TEXT NOT NULL,
    holds     TEXT NOT NULL CHECK (holds IN ('patient', 'order')),
    external  TEXT NOT NULL,
    subject   INTEGER NOT NULL,
    said      TEXT NOT NULL,                  -- JSON of the row: a later file changes only what differs from it
    import_id INTEGER NOT NULL REFERENCES imports (id),
    made      INTEGER NOT NULL CHECK (made IN (0, 1)),   -- 0: the person was here before this import
    PRIMARY KEY (source, holds, external)
) STRICT, WITHOUT ROWID;
CREATE INDEX external_ids_of ON external_ids (import_id);

-- What an import did to rows that were here before it, so that undo is exact.
CREATE TABLE import_effects (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    step      INTEGER NOT NULL,
    holds     TEXT NOT NULL CHECK (holds IN ('patient', 'order', 'prescription', 'said')),
    subject   INTEGER NOT NULL,
    external  TEXT,                           -- 'said': whose last words these were
    before    TEXT,                           -- JSON of the row; NULL: the import made it
    PRIMARY KEY (import_id, step)
) STRICT, WITHOUT ROWID;

-- Rows that could not be used: where they stand in the file, and why.
CREATE TABLE import_left_out (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    line      INTEGER NOT NULL,
    starts    INTEGER NOT NULL, ends INTEGER NOT NULL,   -- bytes of the file's text
    reason    TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;

-- Which column is which field, for each source.
CREATE TABLE import_mappings (
    source  TEXT NOT NULL,
    holds   TEXT NOT NULL CHECK (holds IN ('patients', 'orders', 'both')),
    mapping TEXT NOT NULL,                    -- JSON
    PRIMARY KEY (source, holds)
) STRICT, WITHOUT ROWID;
