//! The names of the files of a results folder. No other name in a manifest is ever read, or its
//! file replaced.

/// The folder of the files that were read.
pub(crate) const INPUTS: &str = "inputs";

/// The table of what the runs cost: the one file that no machine makes again.
pub(in crate::experiment) const TIMINGS: &str = "timings.csv";

/// The numbers of the printed table.
pub(in crate::experiment) const SUMMARY: &str = "summary.json";

/// The folder of the charts.
pub(in crate::experiment) const CHARTS: &str = "charts";

/// The tables.
const TABLES: [&str; 8] = [
    "runs", "groups", "tiers", "series", "state", "waits", "equity", "draws",
];

/// What a table ends in, whether this build writes it or another.
const TABLE_ENDINGS: [&str; 2] = ["csv", "parquet"];

/// The files of a chart end in these.
const CHART_ENDINGS: [&str; 3] = ["svg", "png", "csv"];

/// Whether a name is that of a file of a results folder, the manifest aside.
pub(in crate::experiment) fn is_of_format(name: &str) -> bool {
    match name.split_once('/') {
        None => [TIMINGS, SUMMARY].contains(&name) || is_table(name),
        Some((INPUTS, file)) => is_hash(file),
        Some((CHARTS, file)) => is_of_chart(file),
        Some(_) => false,
    }
}

/// Whether a text is a SHA-256, as it is written here.
pub(in crate::experiment) fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_table(name: &str) -> bool {
    name.split_once('.')
        .is_some_and(|(table, ending)| TABLES.contains(&table) && TABLE_ENDINGS.contains(&ending))
}

fn is_of_chart(file: &str) -> bool {
    let is_inside = !file.starts_with('.') && !file.contains(['/', '\\']);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    is_inside && (file == "charts.json" || ending.is_some_and(|ending| CHART_ENDINGS.contains(&ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_results_folder_stay_in_it() {
        let hash = "0123456789abcdef".repeat(4);
        for name in [
            "runs.csv",
            "draws.csv",
            "equity.parquet",
            "timings.csv",
            "summary.json",
        ] {
            assert!(is_of_format(name), "{name}");
        }
        assert!(is_of_format(&format!("inputs/{hash}")));
        for name in [
            "charts/day-open-to-all.svg",
            "charts/charts.json",
            "charts/a b.csv",
        ] {
            assert!(is_of_format(name), "{name}");
        }
        for name in [
            "",
            "manifest.json",
            "thesis.tex",
            "/runs.csv",
            "./runs.csv",
            "../runs.csv",
            "runs.csv/",
            "runs.xlsx",
            "inputs/",
            "inputs/../runs.csv",
            "charts/",
            "charts/.hidden.svg",
            "charts/../runs.csv",
            "charts/..\\runs.csv",
            "charts/more/day.svg",
            "charts/notes.md",
            "C:\\runs.csv",
        ] {
            assert!(!is_of_format(name), "{name}");
        }
        assert!(!is_of_format(&format!("inputs/{}", hash.to_uppercase())));
        assert!(!is_of_format(&format!("inputs/{}", &hash[1..])));
    }
}
