//! Checks the pages of an application.

use super::law::{self, Of};
use crate::model::checker::{Checker, at};

pub(super) fn check(cx: &mut Checker<'_>) {
    let journey = &cx.model.journey;
    let path = at(["journey"]);
    let pages = path.then("page");
    if journey.page.is_empty() {
        cx.complain(
            &pages,
            "a journey needs at least one page",
            "add one, as [[journey.page]]",
        );
    }
    cx.distinct(journey.page.iter().map(|page| &page.name), "page", &pages);
    for (i, page) in journey.page.iter().enumerate() {
        let path = pages.then(i.to_string());
        cx.known(
            &page.request,
            "request",
            cx.model.portal.request.keys(),
            &path.then("request"),
        );
        law::check_optional(cx, page.think.as_ref(), Of::Time, &path.then("think"));
    }
    for (page, key) in [
        (&journey.next_file_from, "next-file-from"),
        (&journey.restart_from, "restart-from"),
    ] {
        if let Some(page) = page {
            cx.known(
                page,
                "page",
                journey.page.iter().map(|page| &page.name),
                &path.then(key),
            );
        }
    }
    if let Some(idle) = journey.session_idle {
        cx.positive(idle, &path.then("session-idle"));
    }
}
