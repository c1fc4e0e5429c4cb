//! A table as `olekukonko/tablewriter` 0.0.5 draws it for etcdctl: the head in capitals and in the
//! middle, rows to the right, texts wider than [`WRAPPED`] in several lines.

/// A head over rows of as many cells.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let head = head.map(str::to_uppercase);
    let rows: Vec<[Vec<String>; N]> =
        rows.iter().map(|row| row.each_ref().map(|cell| wrap(cell))).collect();
    let widths: Vec<usize> = (0..N)
        .map(|at| {
            let cells = rows.iter().flat_map(|row| &row[at]).map(|line| width(line));
            // a text that was wrapped takes the whole width, even if no line of it does
            let wrapped = rows.iter().any(|row| row[at].len() > 1);
            cells.chain([width(&head[at]), if wrapped { WRAPPED } else { 0 }]).max().unwrap_or(0)
        })
        .collect();
    let bar = widths.iter().map(|w| format!("+{}", "-".repeat(w + 2))).collect::<String>() + "+\n";
    let mut out = bar.clone();
    for (cell, w) in head.iter().zip(&widths) {
        // an odd space stands to the right
        out += &format!("| {cell:^w$} ");
    }
    out += &format!("|\n{bar}");
    for row in &rows {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            for (cell, w) in row.iter().zip(&widths) {
                let text = cell.get(line).map(String::as_str).unwrap_or_default();
                out += &format!("| {text:>w$} ");
            }
            out += "|\n";
        }
    }
    out + &bar
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Breaks a text between words so that the lines are as even as they can be: the squares of what
/// is left free in all lines but the last are as few as possible.
fn wrap(text: &str) -> Vec<String> {
    if width(text) <= WRAPPED {
        return vec![text.to_string()];
    }
    let words: Vec<&str> = text.split(' ').collect();
    let room = words.iter().map(|word| width(word)).fold(WRAPPED, usize::max);
    let line = |from: usize, to: usize| words[from..to].join(" ");
    // from the last word to the first: the cost of what follows, and where its first line ends
    let mut best = vec![(0usize, words.len()); words.len() + 1];
    for from in (0..words.len()).rev() {
        best[from] = match width(&line(from, words.len())) {
            rest if rest <= room => (0, words.len()),
            _ => (from + 1..words.len())
                .map(|to| (width(&line(from, to)), to))
                .take_while(|(taken, _)| *taken <= room)
                .map(|(taken, to)| ((room - taken).pow(2) + best[to].0, to))
                .min_by_key(|(cost, _)| *cost)
                .unwrap_or((0, from + 1)),
        };
    }
    let mut lines = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let to = best[from].1;
        lines.push(line(from, to));
        from = to;
    }
    lines
}

/// Texts wider than this are wrapped.
const WRAPPED: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_wrapped_and_takes_the_whole_width() {
        let rows = [
            ["a".to_string(), "etcdserver: rpc not supported for learner".to_string()],
            ["bb".to_string(), String::new()],
        ];
        let drawn = "\
+----+--------------------------------+
| ID |             ERROR              |
+----+--------------------------------+
|  a |  etcdserver: rpc not supported |
|    |                    for learner |
| bb |                                |
+----+--------------------------------+
";
        assert_eq!(table(["id", "error"], &rows), drawn);
    }

    #[test]
    fn a_word_wider_than_a_line_stays_whole() {
        let url = "http://127.0.0.1:33804,http://localhost:33814";
        assert_eq!(wrap(url), [url]);
        assert_eq!(wrap(&format!("a {url} b")).join(" "), format!("a {url} b"));
    }
}
