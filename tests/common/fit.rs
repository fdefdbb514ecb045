//! A calibration of the small model, a policy of its own, and a claim.

// Each test binary uses its own part of this.
#![allow(dead_code)]

/// A policy for the small model, in a file of its own.
pub(crate) const POLICIES: &str = r#"
policy.late.measure = [{ closure = { from = "2020-04-01 08:00", until = "2020-04-01 08:20" } }]
"#;

const CALIBRATION: &str = r#"version = 1
title = "What an hour tells"
model = "hour.toml"
policy = "POLICY"
seed = 3
scale = 1
known-until = "2020-04-01 08:40"
FURTHER

[[parameter]]
name = "who tries again"
path = "people.role.citizen.retry"
from = 0.1
to = 0.9
source = "assumed"

[[observation]]
at = "2020-04-01 08:40"
applications = 900
tolerance = "20 %"
source = "made up"
"#;

/// So few runs that it takes a moment.
const EFFORT: &str = r"
[effort]
wave = 20
repeats = 3
population = 10
runs = 60
rows = 5
";

/// A calibration under a policy. `further` is the eighth line.
pub(crate) fn calibration(policy: &str, further: &str) -> String {
    CALIBRATION.replace("POLICY", policy).replace("FURTHER", further)
}

/// A quick one, under the policy of [`POLICIES`] in `late.toml`.
pub(crate) fn quick_calibration() -> String {
    calibration("late", "policy-files = [\"late.toml\"]") + EFFORT
}

/// Days that the calibration is not fitted to, of a sample.
pub(crate) fn validation(posterior: &str) -> String {
    VALIDATION.replace("SAMPLE", posterior)
}

const VALIDATION: &str = r#"
[validation]
posterior = "SAMPLE"

[[validation.prediction]]
at = "2020-04-01 09:00"
applications = 2_000
source = "made up"
"#;

/// A claim about the small model, judged with the values of a sample.
pub(crate) fn claims(sample: &str) -> String {
    CLAIMS.replace("SAMPLE", sample)
}

const CLAIMS: &str = r#"
version = 1
title = "What was said of an hour"
model = "hour.toml"
policy = "open-to-all"
sample = "SAMPLE"
seed = 1
scale = 1
draws = 4

[[claim]]
id = "many"
said = "Oltre 60 al minuto"
means = "more than 60 a minute"
who = "the porter"
at = "2020-04-01 14:00"
source = "the morning paper"
[claim.says]
quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 09:00" }
value = "60 per minute"
wording = "over"
"#;
