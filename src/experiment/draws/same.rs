//! Two spellings of one path of the model.

/// Whether two paths name the same value. A measure is named by its number and its name
/// (`measure.1.waiting-room`), or by its name alone.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (name, number) = without_number(one);
    let (other_name, other_number) = without_number(other);
    let may_be = number == other_number || number.is_none() || other_number.is_none();
    may_be && name == other_name
}

/// The steps of a path without the number of a measure, and that number.
fn without_number(path: &str) -> (Vec<&str>, Option<&str>) {
    let mut steps: Vec<&str> = path.split('.').map(str::trim).collect();
    let is_number = |step: &&str| step.parse::<usize>().is_ok();
    let is_measure = steps.first() == Some(&"policy") && steps.get(2) == Some(&"measure");
    let number = steps.get(3).copied().filter(|step| is_measure && is_number(step));
    if number.is_some() {
        steps.remove(3);
    }
    (steps, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_the_same_by_its_number_and_by_its_name() {
        let path = |measure: &str| format!("policy.queue.measure.{measure}.no-show");
        let by_name = path("waiting-room");
        assert!(is_same(&by_name, &by_name));
        assert!(is_same(&by_name, &path("1.waiting-room")) && is_same(&path("1.waiting-room"), &by_name));
        assert!(!is_same(&path("0.waiting-room"), &path("1.waiting-room")));
        assert!(!is_same(&by_name, &path("appointments")));
        assert!(!is_same("people.measure.a.1.b", "people.measure.a.b"));
    }
}
