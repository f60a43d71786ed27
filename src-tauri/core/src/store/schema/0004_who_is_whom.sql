-- Who is whom: people told apart, two records that became one, and how often look-alikes are said.

-- The last day of a mute; NULL: until somebody takes it back.
ALTER TABLE look_alikes ADD COLUMN until TEXT;

-- Somebody said that these are two people: nobody is asked again.
CREATE TABLE told_apart (
    low_id  INTEGER NOT NULL REFERENCES patients (id),
    high_id INTEGER NOT NULL REFERENCES patients (id),
    at      INTEGER NOT NULL,
    by      INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (low_id, high_id),
    CHECK (low_id < high_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_apart_high ON told_apart (high_id);

-- Two records of one person: the record that is kept, and the one that is now with it. The other's row stays as it was.
CREATE TABLE merges (
    id      INTEGER PRIMARY KEY,
    kept_id INTEGER NOT NULL REFERENCES patients (id),
    gone_id INTEGER NOT NULL UNIQUE REFERENCES patients (id),
    before  TEXT NOT NULL,                    -- JSON: the kept record as it was
    after   TEXT NOT NULL,                    -- JSON: the kept record as it became
    moved   TEXT NOT NULL,                    -- JSON: what came over, table by table
    reason  TEXT,                             -- why, where something spoke against it
    at      INTEGER NOT NULL,
    by      INTEGER NOT NULL REFERENCES staff (id),
    CHECK (kept_id <> gone_id)
) STRICT;
CREATE INDEX merges_kept ON merges (kept_id);

-- How often look-alikes were said, week by week, so that fatigue can be seen.
CREATE TABLE alert_weeks (
    week       TEXT PRIMARY KEY,              -- its Monday
    check_ins  INTEGER NOT NULL DEFAULT 0,
    check_ins_stop    INTEGER NOT NULL DEFAULT 0,   -- with at least one loud alert
    check_ins_careful INTEGER NOT NULL DEFAULT 0,   -- with soft ones only
    hand_overs INTEGER NOT NULL DEFAULT 0,
    hand_overs_stop    INTEGER NOT NULL DEFAULT 0,
    hand_overs_careful INTEGER NOT NULL DEFAULT 0,
    seen       INTEGER NOT NULL DEFAULT 0,    -- "seen" pressed at a hand-over
    mutes      INTEGER NOT NULL DEFAULT 0,
    pins       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
