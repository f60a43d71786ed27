-- What guards a PIN is kept apart from everything that goes out in an export, the trail above all: four digits behind a
-- hash are guessed in minutes. `staff.pin` and the trail hold the salt, which names it and tells nothing.
CREATE TABLE pins (
    salt TEXT PRIMARY KEY,
    hash TEXT NOT NULL                        -- Argon2id of salt and PIN
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO pins (salt, hash)
    SELECT substr(pin, 1, instr(pin, ':') - 1), substr(pin, instr(pin, ':') + 1) FROM staff WHERE instr(pin, ':') > 0;
UPDATE staff SET pin = substr(pin, 1, instr(pin, ':') - 1) WHERE instr(pin, ':') > 0;
