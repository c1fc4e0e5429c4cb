//! The nearest of some words to a mistyped one, for "did you mean".

/// The word that needs the fewest letters changed, if that is few enough to be meant.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(LONGEST).collect();
    let most = (word.chars().count() / 3).max(1);
    let scored = among.into_iter().map(|w| (score(&word, w), w));
    scored.min_by_key(|(d, _)| *d).filter(|(d, _)| *d <= most).map(|(_, w)| w)
}

/// A word that was only begun counts as near.
fn score(word: &str, candidate: &str) -> usize {
    let begun = word.chars().count() >= 3 && candidate.starts_with(word);
    if begun { 1 } else { distance(word, candidate) }
}

/// Letters to insert, remove, change, or swap with their neighbour (Damerau and Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// Letters of a word that are looked at.
const LONGEST: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = ["put", "get", "del", "partition", "restart", "crash"];
        assert_eq!(nearest("pout", words), Some("put"));
        assert_eq!(nearest("gte", words), Some("get"));
        assert_eq!(nearest("partitoin", words), Some("partition"));
        assert_eq!(nearest("part", words), Some("partition"));
        assert_eq!(nearest("elephant", words), None);
    }
}
