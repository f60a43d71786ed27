-- What a contact lens prescription says beside its powers, one row an eye. Base curve and diameter in hundredths of a
-- millimetre; NULL: not written.
CREATE TABLE contact_prescriptions (
    prescription_id INTEGER NOT NULL REFERENCES prescriptions (id),
    eye             TEXT NOT NULL CHECK (eye IN ('right', 'left')),
    brand           TEXT,
    base_curve      INTEGER CHECK (base_curve BETWEEN 600 AND 1200),
    diameter        INTEGER CHECK (diameter BETWEEN 700 AND 2400),
    add_word        TEXT,                     -- LOW, MED, HIGH, D, N where the add is a word
    color           TEXT,
    wear            INTEGER CHECK (wear BETWEEN 0 AND 10000000),  -- how long one lens is worn, hundredths of the unit
    wear_unit       TEXT,                     -- as the other system wrote it: mo, week
    PRIMARY KEY (prescription_id, eye)
) STRICT, WITHOUT ROWID;
