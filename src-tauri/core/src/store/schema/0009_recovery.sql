-- One conversation about what went wrong, its steps, what was offered and given; letters; the clinic's own words; practice.
CREATE TABLE recoveries (
    id             INTEGER PRIMARY KEY,
    patient_id     INTEGER REFERENCES patients (id),        -- as they were then; None: a walk-in
    order_id       INTEGER REFERENCES orders (id),
    discrepancy_id INTEGER REFERENCES discrepancies (id),
    visit_id       INTEGER REFERENCES visits (id),
    scenario       TEXT NOT NULL CHECK (length(scenario) BETWEEN 1 AND 40),
    mood           TEXT CHECK (mood IN ('calm', 'upset', 'angry', 'silent', 'child', 'hard_of_hearing', 'hurry', 'phone', 'not_patient')),
    make_right     TEXT CHECK (length(make_right) BETWEEN 1 AND 1000),   -- what would make it right, in their own words
    said_last      TEXT CHECK (length(said_last) BETWEEN 1 AND 1000),    -- what they said at the end, in their own words
    leaves         TEXT CHECK (leaves IN ('better', 'same', 'worse')),
    safely         TEXT CHECK (safely IN ('abuse', 'threat', 'harm')),   -- the safe way out was taken
    care_offered   INTEGER NOT NULL DEFAULT 0 CHECK (care_offered IN (0, 1)),   -- a break or a word; the answer is nobody's
    begun_at       INTEGER NOT NULL,
    begun_by       INTEGER NOT NULL REFERENCES staff (id),
    ended_at       INTEGER,
    ended_by       INTEGER REFERENCES staff (id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK (ended_at IS NOT NULL OR leaves IS NULL AND safely IS NULL)
) STRICT;
CREATE INDEX recoveries_open ON recoveries (begun_at) WHERE ended_at IS NULL;
CREATE INDEX recoveries_cared ON recoveries (ended_at) WHERE care_offered = 1;
CREATE INDEX recoveries_visit ON recoveries (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX recoveries_order ON recoveries (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX recoveries_discrepancy ON recoveries (discrepancy_id) WHERE discrepancy_id IS NOT NULL;
CREATE INDEX recoveries_of ON recoveries (patient_id) WHERE patient_id IS NOT NULL;

CREATE TABLE recovery_steps (
    recovery_id INTEGER NOT NULL REFERENCES recoveries (id),
    step        TEXT NOT NULL CHECK (step IN ('acknowledge', 'listen', 'own_it', 'offer', 'agree', 'do_now', 'follow_up', 'learn')),
    skipped     INTEGER NOT NULL CHECK (skipped IN (0, 1)),
    at          INTEGER NOT NULL,
    by          INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (recovery_id, step)
) STRICT, WITHOUT ROWID;

-- What was offered and taken; with a kind of amends: given beyond what is owed anyway.
CREATE TABLE recovery_choices (
    id          INTEGER PRIMARY KEY,
    recovery_id INTEGER NOT NULL REFERENCES recoveries (id),
    code        TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),   -- as it was then
    amends      TEXT CHECK (amends IN ('service', 'remake', 'fitting_at_home', 'refund', 'case', 'manager_call', 'note', 'other')),
    cost_minor  INTEGER NOT NULL DEFAULT 0 CHECK (cost_minor >= 0),      -- minor currency units
    approved_by INTEGER REFERENCES staff (id),
    promise_id  INTEGER REFERENCES promises (id),
    at          INTEGER NOT NULL,
    by          INTEGER NOT NULL REFERENCES staff (id),
    UNIQUE (recovery_id, code)
) STRICT;
CREATE INDEX recovery_choices_given ON recovery_choices (by, at) WHERE amends IS NOT NULL;

-- The clinic's own words for a scenario, beside ours.
CREATE TABLE own_scenarios (
    code    TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
    content TEXT NOT NULL,      -- JSON, as a shipped scenario
    at      INTEGER NOT NULL,
    by      INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

-- A letter or card that was made from a conversation, as it was sent.
CREATE TABLE letters (
    id          INTEGER PRIMARY KEY,
    recovery_id INTEGER NOT NULL REFERENCES recoveries (id),
    to_name     TEXT NOT NULL CHECK (length(to_name) BETWEEN 1 AND 300),
    body        TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 6000),
    at          INTEGER NOT NULL,
    by          INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX letters_of ON letters (recovery_id);

-- A card that was practiced. Private to whoever did, and the manager.
CREATE TABLE practice_runs (
    id       INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    scenario TEXT NOT NULL CHECK (length(scenario) BETWEEN 1 AND 40),
    seconds  INTEGER NOT NULL CHECK (seconds BETWEEN 0 AND 86400),
    answers  INTEGER NOT NULL CHECK (answers > 0),
    good     INTEGER NOT NULL CHECK (good BETWEEN 0 AND answers),
    leaves   TEXT NOT NULL CHECK (leaves IN ('better', 'same', 'worse')),
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX practice_runs_of ON practice_runs (staff_id, at);
