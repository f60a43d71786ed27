//! How hard a text is to read: the Flesch-Kincaid grade level (Kincaid and others, "Derivation of New Readability
//! Formulas for Navy Enlisted Personnel", 1975): 0.39 × words per sentence + 11.8 × syllables per word − 15.59.

/// A text, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Sentences.
    pub sentences: usize,
    /// Words.
    pub words: usize,
    /// Syllables.
    pub syllables: usize,
    /// Words of its longest sentence.
    pub longest: usize,
}

impl Counted {
    /// Reads one more line.
    pub fn add(&mut self, line: &str) {
        for sentence in line.split(['.', '!', '?', ':', ';']) {
            let words: Vec<&str> = sentence
                .split(|sign: char| !sign.is_alphanumeric() && sign != '\'' && sign != '’')
                .filter(|word| !word.is_empty())
                .collect();
            if words.is_empty() {
                continue;
            }
            self.sentences += 1;
            self.words += words.len();
            self.longest = self.longest.max(words.len());
            self.syllables += words.iter().map(|word| syllables(word)).sum::<usize>();
        }
    }

    /// The grade of a US school in which it is read, in tenths; nothing to read is grade 0.
    #[must_use]
    pub fn grade_tenths(self) -> i64 {
        if self.words == 0 {
            return 0;
        }
        let (sentences, words, syllables) = (self.sentences as i64, self.words as i64, self.syllables as i64);
        // In thousandths, to keep to whole numbers: the grade is a guide, not a measurement.
        (390 * words / sentences + 11_800 * syllables / words - 15_590) / 100
    }
}

/// The syllables of an English word: its groups of vowels, without a silent e.
fn syllables(word: &str) -> usize {
    let word: Vec<char> = word.to_lowercase().chars().filter(|sign| sign.is_alphabetic()).collect();
    let vowel = |sign: &char| "aeiouyáéíóú".contains(*sign);
    let mut groups = 0;
    let mut before = false;
    for sign in &word {
        groups += usize::from(vowel(sign) && !before);
        before = vowel(sign);
    }
    let ends = |end: &str| word.iter().collect::<String>().ends_with(end);
    let silent = ends("e") && !ends("le") && !ends("ee")
        || ends("ed") && !ends("ted") && !ends("ded")
        || ends("es") && !ends("ses") && !ends("xes") && !ends("ches");
    groups.saturating_sub(usize::from(silent && groups > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_said() {
        for (word, count) in
            [("lenses", 2), ("made", 1), ("table", 2), ("looked", 1), ("waited", 2), ("I", 1), ("you", 1), ("promise", 2), ("glasses", 2)]
        {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn long_words_in_long_sentences_are_harder() {
        let mut plain = Counted::default();
        plain.add("We lost your lenses. I am sorry. I will find out why.");
        let mut hard = Counted::default();
        hard.add("Unfortunately the unavailability of the aforementioned components necessitates additional manufacturing operations.");
        assert!(plain.grade_tenths() < 30, "{}", plain.grade_tenths());
        assert!(hard.grade_tenths() > 150, "{}", hard.grade_tenths());
        assert_eq!((plain.sentences, plain.longest), (3, 5));
    }
}
