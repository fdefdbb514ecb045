//! Marks of charts that do not show the launch as its model has it, at full scale.
//!
//! A picture travels without its folder. So the mark is in its name, its title, its subtitle, its
//! description and, by [`Study::footer`], its foot.

use clickday_engine::figures;

use super::chart::{Chart, sentences};
use super::study::Study;

/// Before the name of a chart of a model that was changed.
const WHAT_IF: &str = "what-if-";

/// The chart with its marks; as it is, where nothing was overridden and the scale is full.
pub(super) fn marked<'a>(study: &Study<'_>, chart: Chart<'a>) -> Chart<'a> {
    let say = study.say();
    let scale = Some(study.scale()).filter(|scale| *scale < 1.0);
    let what_if = study.is_what_if();
    let words = || {
        sentences([
            what_if.then(|| say.what_if(study.model.overrides())),
            scale.map(|scale| say.small_scale(scale)),
        ])
    };
    if !what_if && scale.is_none() {
        return chart;
    }
    let title = if what_if {
        say.what_if_title(&chart.title)
    } else {
        chart.title
    };
    Chart {
        name: format!("{}{}", prefix(study), chart.name),
        title,
        subtitle: sentences([Some(words()), Some(chart.subtitle)]),
        alt: sentences([Some(words()), Some(chart.alt)]),
        ..chart
    }
}

/// What stands before the names of charts: `what-if-`, `at-1-50-`, both, or nothing.
pub(super) fn prefix(study: &Study<'_>) -> String {
    let scale = Some(study.scale()).filter(|scale| *scale < 1.0);
    prefix_of(study.is_what_if(), scale)
}

fn prefix_of(what_if: bool, scale: Option<f64>) -> String {
    let of_model = if what_if { WHAT_IF } else { "" };
    let of_scale = scale.map_or_else(String::new, |scale| {
        // As it is written, `1:12.5`, in letters that names of files may have.
        let written = figures::scale(scale).replace([':', '.'], "-");
        format!("at-{written}-")
    });
    format!("{of_model}{of_scale}")
}

#[cfg(test)]
mod tests {
    use super::prefix_of;

    #[test]
    fn a_name_says_what_was_changed_and_at_which_scale() {
        assert_eq!(prefix_of(false, Some(0.02)), "at-1-50-");
        assert_eq!(prefix_of(true, Some(0.08)), "what-if-at-1-12-5-");
        assert_eq!(prefix_of(true, None), "what-if-");
    }
}
