//! Where two files, or two values of a manifest, begin to differ.

use serde_json::Value;

use crate::experiment::results::are_timings_older;

/// Statistics made on two platforms agree to this: a share of the number, or an absolute difference
/// where it is below one.
pub const NEAR: f64 = 1e-12;

/// The columns of the timings that no machine repeats: the last ones, with the hash of all,
/// which earlier revisions did not write.
const COSTS: usize = 4;

/// Where two files of statistics differ by more than [`NEAR`], or in anything but a number.
pub(super) fn statistics_differ(there: &[u8], made: &[u8]) -> Option<String> {
    let parsed = |bytes| serde_json::from_slice::<Value>(bytes);
    match (parsed(there), parsed(made)) {
        (Ok(there), Ok(made)) => values_differ("", &there, &made),
        _ => Some(first_difference(there, made)),
    }
}

pub(super) fn values_differ(path: &str, there: &Value, made: &Value) -> Option<String> {
    let pairs: Vec<(String, &Value, &Value)> = match (there, made) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let pair = |(key, value): (&String, _)| (format!("{path}.{key}"), value, &made[key]);
            a.iter().map(pair).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pair = |(i, (a, b))| (format!("{path}[{i}]"), a, b);
            a.iter().zip(b).enumerate().map(pair).collect()
        }
        (Value::Number(a), Value::Number(b)) if are_near(a, b) => return None,
        _ if there == made => return None,
        _ => {
            let at = path.strip_prefix('.').unwrap_or(path);
            return Some(format!("{at} is {there} there, and {made} made again"));
        }
    };
    pairs
        .into_iter()
        .find_map(|(path, a, b)| values_differ(&path, a, b))
}

/// Counts are near when they are the same.
fn are_near(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() || b.is_f64() => {
            (x - y).abs() <= NEAR * x.abs().max(y.abs()).max(1.0)
        }
        _ => a == b,
    }
}

/// Where two tables of timings differ in anything but what the runs cost.
pub(super) fn timings_differ(there: &[u8], made: &[u8]) -> Option<String> {
    let repeated = |bytes: &[u8]| -> Vec<u8> {
        let costs = COSTS - usize::from(are_timings_older(bytes));
        let text = String::from_utf8_lossy(bytes);
        let line = |line: &str| match line.rsplitn(costs + 1, ',').nth(costs) {
            Some(repeated) => format!("{repeated}\n"),
            None => format!("{line}\n"),
        };
        text.lines().map(line).collect::<String>().into_bytes()
    };
    let (there, made) = (repeated(there), repeated(made));
    (there != made).then(|| first_difference(&there, &made))
}

/// Where two files begin to differ: the line of a text with what stands on it there and here, or
/// else the byte.
pub(super) fn first_difference(there: &[u8], here: &[u8]) -> String {
    if let (Ok(there), Ok(here)) = (std::str::from_utf8(there), std::str::from_utf8(here)) {
        let lines = there.split('\n').zip(here.split('\n'));
        let same = lines.take_while(|(a, b)| a == b).count();
        let line = |text: &str| match text.split('\n').nth(same) {
            Some(line) => format!("`{line}`"),
            None => "the end".to_owned(),
        };
        return format!(
            "line {} is {} there, and {} made again",
            same + 1,
            line(there),
            line(here)
        );
    }
    let same = there.iter().zip(here).take_while(|(a, b)| a == b).count();
    format!(
        "byte {} is the first that differs, of {} there and {} made again",
        same + 1,
        there.len(),
        here.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(
            first_difference(b"a\nb\nc\n", b"a\nx\nc\n"),
            "line 2 is `b` there, and `x` made again"
        );
        assert_eq!(
            first_difference(b"a", b"a\nb"),
            "line 2 is the end there, and `b` made again"
        );
        assert_eq!(
            first_difference(b"\xff\x00", b"\xff\x01\x02"),
            "byte 2 is the first that differs, of 2 there and 3 made again"
        );
    }

    #[test]
    fn statistics_of_two_platforms_agree_to_their_last_digits() {
        let differ = |a: &str, b: &str| statistics_differ(a.as_bytes(), b.as_bytes());
        let of = |low: f64| format!(r#"{{"title": "A", "points": [{{"low": {low:?}, "n": 7}}]}}"#);
        for value in [1234.5_f64, -1234.5, 0.25, 1e-13, 3e9] {
            let scale = value.abs().max(1.0);
            assert_eq!(differ(&of(value), &of(value + 5e-13 * scale)), None);
            let told = differ(&of(value), &of(value + 2e-12 * scale));
            assert!(
                told.is_some_and(|told| told.starts_with("points[0].low is ")),
                "{value}"
            );
        }
        for (from, to) in [
            ("\"A\"", "\"B\""),
            ("7", "8"),
            ("\"n\"", "\"m\""),
            ("7", "null"),
            ("}]", "}, 1]"),
        ] {
            assert!(
                differ(&of(1.5), &of(1.5).replace(from, to)).is_some(),
                "{from} {to}"
            );
        }
    }

    #[test]
    fn timings_may_differ_in_what_runs_cost() {
        let of = |events: u64, cost: f64| {
            format!("policy,events,wall_s,events_per_s,peak,sha256\n\"a, b\",{events},{cost},1,,{cost}\n")
        };
        let differ = |a: String, b: String| timings_differ(a.as_bytes(), b.as_bytes());
        assert_eq!(differ(of(7, 0.5), of(7, 0.25)), None);
        let told = differ(of(8, 0.5), of(7, 0.5));
        assert_eq!(
            told.as_deref(),
            Some("line 2 is `\"a, b\",8` there, and `\"a, b\",7` made again")
        );
        assert!(differ(of(7, 0.5), format!("{}x", of(7, 0.5))).is_some());
    }
}
