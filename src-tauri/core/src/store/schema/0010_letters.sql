-- A letter may be about a discrepancy that nobody has spoken about in the panel; and it knows what it is on paper.
CREATE TABLE letters_0010 (
    id             INTEGER PRIMARY KEY,
    recovery_id    INTEGER REFERENCES recoveries (id),
    discrepancy_id INTEGER REFERENCES discrepancies (id),
    kind           TEXT NOT NULL CHECK (kind IN ('letter', 'card', 'changed')),
    to_name        TEXT NOT NULL CHECK (length(to_name) BETWEEN 1 AND 300),
    body           TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 6000),
    at             INTEGER NOT NULL,
    by             INTEGER NOT NULL REFERENCES staff (id),
    CHECK (coalesce(recovery_id, discrepancy_id) IS NOT NULL)
) STRICT;
INSERT INTO letters_0010 (id, recovery_id, kind, to_name, body, at, by)
    SELECT id, recovery_id, 'letter', to_name, body, at, by FROM letters;
DROP TABLE letters;
ALTER TABLE letters_0010 RENAME TO letters;
CREATE INDEX letters_of ON letters (recovery_id) WHERE recovery_id IS NOT NULL;
CREATE INDEX letters_about ON letters (discrepancy_id) WHERE discrepancy_id IS NOT NULL;
