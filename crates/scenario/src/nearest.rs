//! The known word that a mistyped one probably meant.

/// The candidate that the fewest strokes turn `word` into; the first of several.
pub(crate) fn nearest(
    word: &str,
    candidates: impl IntoIterator<Item = &'static str>,
) -> Option<&'static str> {
    candidates.into_iter().min_by_key(|candidate| strokes(word, candidate))
}

/// Insertions, deletions and replacements between two words, of which only the beginning counts.
fn strokes(one: &str, other: &str) -> usize {
    const LENGTH_MAX: usize = 32;
    let one: Vec<char> = one.chars().take(LENGTH_MAX).collect();
    let other: Vec<char> = other.chars().take(LENGTH_MAX).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, character) in one.iter().enumerate() {
        let mut diagonal = place;
        let mut left = place + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, known) in row.iter_mut().skip(1).zip(&other) {
            let replaced = diagonal + usize::from(character != known);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_strokes() {
        assert_eq!(strokes("heal", "heal"), 0);
        assert_eq!(strokes("", "heal"), 4);
        assert_eq!(strokes("hael", "heal"), 2);
        assert_eq!(strokes("crush", "crash"), 1);
        assert_eq!(nearest("crsh", ["cut", "crash", "copy"]), Some("crash"));
        assert_eq!(nearest("x", []), None);
    }
}
