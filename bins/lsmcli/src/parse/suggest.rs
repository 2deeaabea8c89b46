// SPDX-License-Identifier: MIT OR Apache-2.0
//! The known word that was probably meant.

/// The candidate with the fewest edits, when these are few for the length of the word.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // Nobody mistypes a text as long as this into a word of ours.
    const LONGEST: usize = 64;
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    candidates
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= length.div_ceil(4))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour.
fn edits(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far() {
        let words = ["volume-create", "volume-delete", "list", "ls"];
        assert_eq!(nearest("volume-craete", words.into_iter()), Some("volume-create"));
        assert_eq!(nearest("volum-delete", words.into_iter()), Some("volume-delete"));
        assert_eq!(nearest("lits", words.into_iter()), Some("list"));
        assert_eq!(nearest("nosuch", words.into_iter()), None);
        assert_eq!(nearest("", words.into_iter()), None);
        assert_eq!(nearest(&"x".repeat(100_000), words.into_iter()), None);
    }

    #[test]
    fn counts_edits() {
        for (a, b, count) in
            [("", "", 0), ("", "ab", 2), ("abc", "acb", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(edits(a, b), count, "{a} {b}");
            assert_eq!(edits(b, a), count, "{b} {a}");
        }
    }
}
