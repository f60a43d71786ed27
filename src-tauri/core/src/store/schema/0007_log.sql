-- The discrepancy log: lost items, wrong orders, the order nobody made.
ALTER TABLE discrepancies ADD COLUMN line TEXT CHECK (length(line) BETWEEN 1 AND 1000);            -- our facts, as typed
ALTER TABLE discrepancies ADD COLUMN complainant TEXT CHECK (length(complainant) BETWEEN 1 AND 300);  -- who says so, where it is not the patient
ALTER TABLE discrepancies ADD COLUMN injury INTEGER NOT NULL DEFAULT 0 CHECK (injury IN (0, 1));   -- somebody may be hurt
ALTER TABLE discrepancies ADD COLUMN breach INTEGER NOT NULL DEFAULT 0 CHECK (breach IN (0, 1));   -- somebody may have seen what is another's
ALTER TABLE discrepancies ADD COLUMN again_of INTEGER REFERENCES discrepancies (id);               -- the closed one it repeats
ALTER TABLE discrepancies ADD COLUMN owner_id INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN due_on TEXT;
ALTER TABLE discrepancies ADD COLUMN waits_for TEXT CHECK (length(waits_for) BETWEEN 1 AND 300);
ALTER TABLE discrepancies ADD COLUMN put_right TEXT CHECK (length(put_right) BETWEEN 1 AND 1000);  -- what was done
ALTER TABLE discrepancies ADD COLUMN put_right_at INTEGER;
ALTER TABLE discrepancies ADD COLUMN put_right_by INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN told TEXT CHECK (length(told) BETWEEN 1 AND 1000);            -- the word to the patient
ALTER TABLE discrepancies ADD COLUMN told_how TEXT CHECK (told_how IN ('in_person', 'phone', 'letter', 'message'));
ALTER TABLE discrepancies ADD COLUMN told_at INTEGER;
ALTER TABLE discrepancies ADD COLUMN told_by INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN cause TEXT;                                                   -- code in the two-level list
ALTER TABLE discrepancies ADD COLUMN accountable TEXT;                                             -- which process, never a person
ALTER TABLE discrepancies ADD COLUMN corrective TEXT CHECK (length(corrective) BETWEEN 1 AND 1000);  -- what changes
ALTER TABLE discrepancies ADD COLUMN seen_to_by INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN change_by TEXT;
ALTER TABLE discrepancies ADD COLUMN reviewed_at INTEGER;
ALTER TABLE discrepancies ADD COLUMN reviewed_by INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN closed_at INTEGER;
ALTER TABLE discrepancies ADD COLUMN closed_by INTEGER REFERENCES staff (id);
ALTER TABLE discrepancies ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;                          -- how often
CREATE INDEX discrepancies_other ON discrepancies (other_order_id) WHERE other_order_id IS NOT NULL;
CREATE INDEX discrepancies_cause ON discrepancies (cause, at) WHERE cause IS NOT NULL;
CREATE INDEX discrepancies_hand_over ON discrepancies (hand_over_id) WHERE hand_over_id IS NOT NULL;

-- Each time somebody asked about it.
CREATE TABLE discrepancy_asks (
    id             INTEGER PRIMARY KEY,
    discrepancy_id INTEGER NOT NULL REFERENCES discrepancies (id),
    words          TEXT CHECK (length(words) BETWEEN 1 AND 1000),
    at             INTEGER NOT NULL,
    by             INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX discrepancy_asks_of ON discrepancy_asks (discrepancy_id);

-- What must be seen to when somebody may be hurt or may have seen what is another's: each ticked by a named person.
CREATE TABLE discrepancy_ticks (
    discrepancy_id INTEGER NOT NULL REFERENCES discrepancies (id),
    item           TEXT NOT NULL,
    at             INTEGER NOT NULL,
    by             INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (discrepancy_id, item)
) STRICT, WITHOUT ROWID;

-- Where two patients' orders met: who has which now, and what must come back.
CREATE TABLE discrepancy_sides (
    discrepancy_id INTEGER NOT NULL REFERENCES discrepancies (id),
    order_id       INTEGER NOT NULL REFERENCES orders (id),
    held_by        TEXT NOT NULL CHECK (held_by IN ('us', 'own_patient', 'other_patient', 'unknown')),
    must_come_back INTEGER NOT NULL CHECK (must_come_back IN (0, 1)),
    at             INTEGER NOT NULL,
    by             INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (discrepancy_id, order_id)
) STRICT, WITHOUT ROWID;

-- The hunt for a part.
CREATE TABLE searches (
    id             INTEGER PRIMARY KEY,
    discrepancy_id INTEGER NOT NULL REFERENCES discrepancies (id),
    part_id        INTEGER NOT NULL REFERENCES parts (id),
    started_at     INTEGER NOT NULL,
    started_by     INTEGER NOT NULL REFERENCES staff (id),
    until_on       TEXT,                      -- we go on searching until then
    outcome        TEXT CHECK (outcome IN ('found', 'made_new')),
    ended_at       INTEGER,
    ended_by       INTEGER REFERENCES staff (id),
    CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX searches_of ON searches (discrepancy_id);
CREATE UNIQUE INDEX one_search_a_part ON searches (part_id) WHERE outcome IS NULL;

-- Where somebody looked, and where it was: what the next search learns from.
CREATE TABLE search_looks (
    id        INTEGER PRIMARY KEY,
    search_id INTEGER NOT NULL REFERENCES searches (id),
    kind      TEXT NOT NULL,                  -- own_tray, last_place, place:drawer …
    place     TEXT,                           -- T017, drawer 2
    found     INTEGER NOT NULL CHECK (found IN (0, 1)),
    at        INTEGER NOT NULL,
    by        INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX search_looks_of ON search_looks (search_id);
CREATE INDEX search_looks_found ON search_looks (kind) WHERE found = 1;
-- Which parts were on the bench at the same time?
CREATE INDEX part_moves_at ON part_moves (at);

-- An order made again for another one.
CREATE TABLE remakes (
    order_id    INTEGER PRIMARY KEY REFERENCES orders (id),
    of_order_id INTEGER NOT NULL REFERENCES orders (id),
    discrepancy_id INTEGER REFERENCES discrepancies (id),
    class       TEXT NOT NULL CHECK (class IN ('doctor', 'dispensing', 'lab', 'warranty', 'adaptation', 'shipper', 'patient', 'our_custody')),
    accountable TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    cost        INTEGER CHECK (cost >= 0),    -- minor units of the clinic's money
    at          INTEGER NOT NULL,
    by          INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE UNIQUE INDEX remakes_of ON remakes (of_order_id);

-- The clinic's own causes, its names for ours, and those it does not use.
CREATE TABLE causes (
    code   TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 60),
    parent TEXT NOT NULL,
    name   TEXT CHECK (length(name) BETWEEN 1 AND 100),   -- NULL: as we call it
    used   INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

-- An order nobody moved that somebody looked at: it rests until then, unless more goes wrong.
CREATE TABLE stalled_rests (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id),
    why      TEXT NOT NULL,                   -- the reasons it was listed for
    until_on TEXT NOT NULL,
    words    TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 300),
    at       INTEGER NOT NULL,
    by       INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX stalled_rests_until ON stalled_rests (until_on);

-- Who promised what to whom, by when: the day we aim for and the later one we said.
CREATE TABLE promises (
    id             INTEGER PRIMARY KEY,
    patient_id     INTEGER NOT NULL REFERENCES patients (id),
    order_id       INTEGER REFERENCES orders (id),
    discrepancy_id INTEGER REFERENCES discrepancies (id),
    what           TEXT NOT NULL CHECK (what IN ('search_on', 'make_new', 'collect', 'call_back', 'other')),
    words          TEXT CHECK (length(words) BETWEEN 1 AND 300),
    aim_at         INTEGER NOT NULL,
    said_at        INTEGER NOT NULL,
    made_at        INTEGER NOT NULL,
    made_by        INTEGER NOT NULL REFERENCES staff (id),
    ended          TEXT CHECK (ended IN ('kept', 'broken', 'moved')),
    ended_at       INTEGER,
    ended_by       INTEGER REFERENCES staff (id),
    CHECK (aim_at <= said_at),
    CHECK ((ended IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX promises_open ON promises (said_at) WHERE ended IS NULL;
CREATE INDEX promises_of ON promises (patient_id);
CREATE INDEX promises_discrepancy ON promises (discrepancy_id) WHERE discrepancy_id IS NOT NULL;
