//! Numbers, times and dates in English.

use super::English;
use crate::messages::Numbers;
use clickday_engine::figures;

impl Numbers for English {
    fn count(&self, value: f64) -> String {
        figures::count(value)
    }

    fn rounded(&self, value: f64) -> String {
        figures::rounded(value)
    }

    fn count_range(&self, low: f64, high: f64) -> String {
        figures::count_range(low, high)
    }

    fn count_between(&self, low: f64, high: f64) -> String {
        figures::count_between(low, high)
    }

    fn spoken_count(&self, value: f64) -> String {
        figures::spoken::count(value)
    }

    fn spoken_number(&self, value: f64) -> String {
        figures::spoken::number(value)
    }

    fn number(&self, value: f64) -> String {
        figures::number(value)
    }

    fn significant(&self, value: f64) -> String {
        figures::significant(value)
    }

    fn amount(&self, value: f64) -> String {
        figures::amount(value)
    }

    fn time(&self, seconds: f64) -> String {
        figures::time(seconds)
    }

    fn exact_time(&self, seconds: f64) -> String {
        figures::exact_time(seconds)
    }

    fn known_time(&self, seconds: f64) -> String {
        figures::known_time(seconds)
    }

    fn length(&self, seconds: f64) -> String {
        figures::spoken::length(seconds)
    }

    fn percent(&self, share: f64) -> String {
        figures::percent(share)
    }

    fn percent_range(&self, low: f64, high: f64) -> String {
        figures::percent_range(low, high)
    }

    fn scale(&self, share: f64) -> String {
        figures::scale(share)
    }

    fn beginning(&self, civil: &str) -> String {
        figures::beginning(civil)
    }

    fn moment(&self, civil: &str) -> String {
        figures::moment(civil)
    }

    fn instant(&self, civil: &str) -> String {
        figures::spoken::instant(civil)
    }

    fn list(&self, items: &[String]) -> String {
        figures::spoken::list(items)
    }

    fn launches(&self, launches: u64, share: f64) -> String {
        let noun = if launches == 1 { "launch" } else { "launches" };
        format!(
            "{} {noun} at {}",
            figures::count(launches as f64),
            figures::scale(share)
        )
    }
}
