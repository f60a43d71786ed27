-- Contact lenses of an order, one row an eye; the powers stand with the order. Base curve and diameter in hundredths of
-- a millimetre; NULL: not ordered, as many products come in one only.
CREATE TABLE contact_lenses (
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    eye        TEXT NOT NULL CHECK (eye IN ('right', 'left')),
    brand      TEXT,
    base_curve INTEGER CHECK (base_curve BETWEEN 600 AND 1200),
    diameter   INTEGER CHECK (diameter BETWEEN 700 AND 2400),
    add_word   TEXT,                          -- LOW, MED, HIGH, D, N where the add is a word
    boxes      INTEGER NOT NULL DEFAULT 1 CHECK (boxes BETWEEN 1 AND 60),
    PRIMARY KEY (order_id, eye)
) STRICT, WITHOUT ROWID;

-- What the label behind a GTIN says: learnt from the desk, box by box.
CREATE TABLE contact_lens_products (
    gtin       TEXT PRIMARY KEY CHECK (length(gtin) = 14),
    brand      TEXT NOT NULL,
    power      INTEGER, cyl INTEGER, axis INTEGER CHECK (axis BETWEEN 1 AND 180), add_power INTEGER, add_word TEXT,
    base_curve INTEGER, diameter INTEGER,
    learnt_at  INTEGER NOT NULL,
    learnt_by  INTEGER NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;

-- The labels of the boxes that were checked, and how they compared.
ALTER TABLE verifications ADD COLUMN boxes TEXT;          -- JSON: every label
ALTER TABLE verifications ADD COLUMN boxes_checked TEXT;  -- JSON: every field beside what was ordered
