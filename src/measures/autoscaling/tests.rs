//! The path of capacity, exactly.

use crate::measures::testing::{GROWING, read, stream, under};
use clickday_engine::model::Document;

#[test]
fn a_busy_tier_grows_by_a_fifth_at_known_instants_up_to_three_times() {
    let result = under(&read(&stream(40.0, 50, GROWING)), "p", 0);
    // Looked at every three minutes; ten minutes after a step, that is at the fourth look.
    let exact: Vec<(f64, f64)> = [1.2, 1.44, 1.728, 2.073_6, 2.488_32, 2.985_984, 3.0]
        .iter()
        .enumerate()
        .map(|(i, factor)| (180.0 + 720.0 * i as f64, *factor))
        .collect();
    assert_eq!(result.measures.scaling.len(), exact.len());
    for (step, (at, factor)) in result.measures.scaling.iter().zip(&exact) {
        assert!(
            (step.at_s - at).abs() < 1e-9 && (step.factor - factor).abs() < 1e-9,
            "{step:?}"
        );
    }
    // It had work all the time but for the first instants, and did no more than it could.
    let web = &result.tiers[0].1;
    assert!((0.9995..=1.0).contains(&web.utilisation), "{}", web.utilisation);
    let mut capacity = 0.0;
    let ends = exact.iter().skip(1).map(|(at, _)| *at).chain([7_200.0]);
    for ((at, factor), end) in exact.iter().zip(ends) {
        capacity += 10.0 * factor * (end - at);
    }
    let done = web.served as f64 + 0.5 * 150.0;
    assert!(
        (done / (capacity + 1_800.0) - 1.0).abs() < 2e-3,
        "{done} of {capacity}"
    );
}

#[test]
fn a_step_of_almost_nothing_is_refused_and_one_of_0_is_off() {
    for step in ["0.0009", "\"0.01 %\""] {
        let growing = GROWING.replace("step = 0.2", &format!("step = {step}"));
        assert_ne!(growing, GROWING);
        let text = stream(5.0, 50, &growing);
        let problems = crate::measures::load::read(Document::of_text("grows.toml", &text), &[]);
        let told = problems.map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("write at least 0.001"), "{step}: {told}");
    }
    let off = GROWING.replace("step = 0.2", "step = 0");
    let run = under(&read(&stream(40.0, 50, &off)), "p", 0);
    assert!(run.measures.scaling.is_empty(), "{:?}", run.measures.scaling);
}

#[test]
fn a_tier_that_is_not_busy_does_not_grow() {
    // Offered load 0.5: over three minutes twelve looks at a Poisson number with mean 5, of which min(n, 10) / 10 are busy.
    let result = under(&read(&stream(5.0, 50, GROWING)), "p", 0);
    assert!(result.measures.scaling.is_empty());
}
