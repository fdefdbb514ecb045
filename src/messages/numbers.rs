//! How a language writes numbers, times and dates.

/// How a language writes numbers, times and dates. Every other area of the catalogue has these too.
pub(crate) trait Numbers {
    /// A whole number with its thousands apart: `1,768,214`.
    fn count(&self, value: f64) -> String;
    /// A count from many launches, to three digits: `1.77 M`, `339,000`, `812`.
    fn rounded(&self, value: f64) -> String;
    /// Two ends of an interval of a count: `1.74–1.78 M`.
    fn count_range(&self, low: f64, high: f64) -> String;
    /// The same in a sentence, and where ends may be negative: `-0.02 to 1.78 M`.
    fn count_between(&self, low: f64, high: f64) -> String;
    /// A count in a title: `1.9 million`, `41,200`.
    fn spoken_count(&self, value: f64) -> String;
    /// A number in a title: `0.25`, `3.4`, `38`, `1,200`.
    fn spoken_number(&self, value: f64) -> String;
    /// A plain number: `24.1`, `312`.
    fn number(&self, value: f64) -> String;
    /// A plain number to three digits: `0.205`, `31.7`, `8,034`.
    fn significant(&self, value: f64) -> String;
    /// A number of things: whole where it is.
    fn amount(&self, value: f64) -> String;
    /// A time \[s\]: `38 s`, `45 min`, `3 h 20 min`.
    fn time(&self, seconds: f64) -> String;
    /// A time \[s\] to the second: `4 min 04 s`.
    fn exact_time(&self, seconds: f64) -> String;
    /// A percentile of a time \[s\], with no more digits than are known of it.
    fn known_time(&self, seconds: f64) -> String;
    /// A length of time \[s\] in a title, to about two digits: `25 min`, `31 h`, `3 days`.
    fn length(&self, seconds: f64) -> String;
    /// A share as a percentage: `68.3 %`.
    fn percent(&self, share: f64) -> String;
    /// Two ends of an interval of a share: `67.2–69.1 %`.
    fn percent_range(&self, low: f64, high: f64) -> String;
    /// A scale: `1:50`.
    fn scale(&self, share: f64) -> String;
    /// A civil time at which something is or begins, without its year: `1 Apr 00:00`.
    fn beginning(&self, civil: &str) -> String;
    /// A civil time at which something ends, without its year: `3 Apr 24:00`.
    fn moment(&self, civil: &str) -> String;
    /// A civil time in a title: `13:20 on 1 April`.
    fn instant(&self, civil: &str) -> String;
    /// Names in a sentence: `a, b and c`.
    fn list(&self, items: &[String]) -> String;
    /// Launches at a scale: `1 launch at 1:1`, `20 launches at 1:50`.
    fn launches(&self, launches: u64, share: f64) -> String;
    /// What a what-if run is, wherever one is seen: `WHAT-IF, not the model of the files. Changed: portal.tier.web.slots=4.`
    fn what_if(&self, overrides: &[String]) -> String;
}
