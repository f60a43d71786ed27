-- Promises: through which channel, who sees to it, kept after its time, moved from which. What may be promised and how it
-- ends are checks of the table, so it is built anew.
CREATE TABLE promises_anew (
    id             INTEGER PRIMARY KEY,
    patient_id     INTEGER NOT NULL REFERENCES patients (id),
    order_id       INTEGER REFERENCES orders (id),
    discrepancy_id INTEGER REFERENCES discrepancies (id),
    what           TEXT NOT NULL CHECK (what IN ('search_on', 'make_new', 'collect', 'call_back', 'follow_up', 'other')),
    words          TEXT CHECK (length(words) BETWEEN 1 AND 300),
    channel        TEXT CHECK (channel IN ('phone', 'sms', 'email', 'letter', 'in_person')),  -- how it was said; NULL: not noted
    aim_at         INTEGER NOT NULL,
    said_at        INTEGER NOT NULL,
    made_at        INTEGER NOT NULL,
    made_by        INTEGER NOT NULL REFERENCES staff (id),
    sees_to        INTEGER NOT NULL REFERENCES staff (id),
    moved_from     INTEGER REFERENCES promises (id),
    ended          TEXT CHECK (ended IN ('kept', 'late', 'broken', 'moved')),                 -- late: done, after its time
    ended_at       INTEGER,
    ended_by       INTEGER REFERENCES staff (id),
    told           TEXT CHECK (told IN ('phone', 'sms', 'email', 'letter', 'in_person')),     -- moved: how the patient was told
    CHECK (aim_at <= said_at),
    CHECK ((ended IS NULL) = (ended_at IS NULL)),
    CHECK (told IS NULL OR ended = 'moved')
) STRICT;
INSERT INTO promises_anew (id, patient_id, order_id, discrepancy_id, what, words, aim_at, said_at, made_at, made_by, sees_to,
                           ended, ended_at, ended_by)
    SELECT id, patient_id, order_id, discrepancy_id, what, words, aim_at, said_at, made_at, made_by, made_by, ended, ended_at, ended_by
    FROM promises;
DROP TABLE promises;
ALTER TABLE promises_anew RENAME TO promises;
CREATE INDEX promises_open ON promises (said_at) WHERE ended IS NULL;
CREATE INDEX promises_of ON promises (patient_id);
CREATE INDEX promises_discrepancy ON promises (discrepancy_id) WHERE discrepancy_id IS NOT NULL;
CREATE INDEX promises_made ON promises (made_at, said_at, ended);
CREATE INDEX promises_ended ON promises (ended_at) WHERE ended IS NOT NULL;

-- Days that somebody ended, with nothing that was due left unanswered.
CREATE TABLE days_ended (
    day      TEXT PRIMARY KEY,
    at       INTEGER NOT NULL,
    by       INTEGER NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;
