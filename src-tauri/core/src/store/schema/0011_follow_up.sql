-- What they say when we ask later whether it worked.
ALTER TABLE promises ADD COLUMN leaves TEXT CHECK (leaves IN ('better', 'same', 'worse'));
ALTER TABLE promises ADD COLUMN their_words TEXT CHECK (length(their_words) BETWEEN 1 AND 1000);
