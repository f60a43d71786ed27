-- Lenses in full. Prism in hundredths of a prism dioptre, base out and base up plus; segment or fitting heights and
-- one-eye PDs in tenths of a millimetre; 1: a balance lens.
ALTER TABLE prescriptions ADD COLUMN r_prism_out INTEGER;
ALTER TABLE prescriptions ADD COLUMN r_prism_up INTEGER;
ALTER TABLE prescriptions ADD COLUMN r_height INTEGER;
ALTER TABLE prescriptions ADD COLUMN r_mono_pd INTEGER;
ALTER TABLE prescriptions ADD COLUMN r_balance INTEGER NOT NULL DEFAULT 0 CHECK (r_balance IN (0, 1));
ALTER TABLE prescriptions ADD COLUMN l_prism_out INTEGER;
ALTER TABLE prescriptions ADD COLUMN l_prism_up INTEGER;
ALTER TABLE prescriptions ADD COLUMN l_height INTEGER;
ALTER TABLE prescriptions ADD COLUMN l_mono_pd INTEGER;
ALTER TABLE prescriptions ADD COLUMN l_balance INTEGER NOT NULL DEFAULT 0 CHECK (l_balance IN (0, 1));
ALTER TABLE orders ADD COLUMN r_prism_out INTEGER;
ALTER TABLE orders ADD COLUMN r_prism_up INTEGER;
ALTER TABLE orders ADD COLUMN r_height INTEGER;
ALTER TABLE orders ADD COLUMN r_mono_pd INTEGER;
ALTER TABLE orders ADD COLUMN r_balance INTEGER NOT NULL DEFAULT 0 CHECK (r_balance IN (0, 1));
ALTER TABLE orders ADD COLUMN l_prism_out INTEGER;
ALTER TABLE orders ADD COLUMN l_prism_up INTEGER;
ALTER TABLE orders ADD COLUMN l_height INTEGER;
ALTER TABLE orders ADD COLUMN l_mono_pd INTEGER;
ALTER TABLE orders ADD COLUMN l_balance INTEGER NOT NULL DEFAULT 0 CHECK (l_balance IN (0, 1));

-- What was read of the lenses, and how it compared.
ALTER TABLE verifications ADD COLUMN reading TEXT;    -- JSON: powers, PD, step, source
ALTER TABLE verifications ADD COLUMN checked TEXT;    -- JSON: every field with its limit, and by which tolerance set

-- 1: a slip, taken back; it is no trace of where the part was.
ALTER TABLE part_moves ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1));
