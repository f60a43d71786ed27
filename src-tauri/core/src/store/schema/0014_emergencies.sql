-- Somebody without a PIN came in by the clinic's passphrase or printed key: who they said they are, why, and which manager
-- has seen it. Everything they did stands in the trail under this member of staff.
CREATE TABLE emergencies (
    staff_id  INTEGER PRIMARY KEY REFERENCES staff (id),
    opened_by TEXT NOT NULL CHECK (opened_by IN ('passphrase', 'recovery_key')),
    reason    TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    begun_at  INTEGER NOT NULL,
    seen_at   INTEGER,
    seen_by   INTEGER REFERENCES staff (id)
) STRICT;
