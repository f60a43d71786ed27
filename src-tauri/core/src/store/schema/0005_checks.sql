-- Why an order is not as on the prescription on file, one row for each finding that somebody answered.
CREATE TABLE rx_answers (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    mark     TEXT NOT NULL,                   -- what was found, and in which powers: other powers need another answer
    reason   TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    at       INTEGER NOT NULL,
    by       INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (order_id, mark)
) STRICT, WITHOUT ROWID;

-- 1: made with compensated powers, so the lenses are checked with the laboratory's own; JSON of both eyes' powers, as
-- on the slip that came with them.
ALTER TABLE orders ADD COLUMN compensated INTEGER NOT NULL DEFAULT 0 CHECK (compensated IN (0, 1));
ALTER TABLE orders ADD COLUMN lab_powers TEXT CHECK (lab_powers IS NULL OR json_valid(lab_powers));

-- The clinic's own tolerance sets, each in the form of the files that come with the app.
CREATE TABLE tolerance_sets (
    id   TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 60),
    file TEXT NOT NULL CHECK (json_valid(file)),
    at   INTEGER NOT NULL,
    by   INTEGER NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;

-- Whose prescription is exactly this order?
CREATE INDEX prescriptions_powers ON prescriptions (r_sphere, l_sphere);
