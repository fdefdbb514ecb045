//! Checks how credentials are obtained and shown.

use super::law::{self, Of};
use crate::model::checker::{Checker, at};
use crate::model::credential::Credentials;
use crate::model::journey::Page;
use crate::model::people::Credential;
use crate::model::reading::Path;

pub(super) fn check(cx: &mut Checker<'_>) {
    let Some(credentials) = &cx.model.people.credentials else {
        return;
    };
    let path = at(["people", "credentials"]);
    pages(
        cx,
        &credentials.page,
        "a credential is asked for",
        &path.then("page"),
    );
    if let Some(rate) = credentials.gateway.rate.filter(|rate| rate.per_s() <= 0.0) {
        cx.complain(
            &path.then("gateway").then("rate"),
            format!("a gateway that sends {rate} never sends anything"),
            "write a rate above zero, or leave it out for a gateway without bound",
        );
    }
    let delay = credentials.gateway.delay.as_ref();
    law::check_optional(cx, delay, Of::Time, &path.then("gateway").then("delay"));
    cx.positive(credentials.overdue_after, &path.then("overdue-after"));
    law::check_optional(cx, credentials.post.as_ref(), Of::Time, &path.then("post"));
    login(cx, credentials, &path);
    if let Some(second) = &credentials.second_product {
        let path = path.then("second-product").then("page");
        pages(cx, &second.page, "the second product is applied for", &path);
    }
}

/// How a group holds them.
pub(super) fn check_group(cx: &mut Checker<'_>, credential: &Credential, path: &Path) {
    let Some(credentials) = &cx.model.people.credentials else {
        if credential.obtained_after.is_none() && credential.missing.get() > 0.0 {
            cx.complain(
                path,
                "nothing says how those who have no credential obtain one",
                "write `obtained-after`, for example { lognormal = { median = \"1 day\", sigma = 1.0 } }; or describe people.credentials",
            );
        }
        for (share, key) in [
            (credential.identity_provider, "identity-provider"),
            (credential.second_product, "second-product"),
        ] {
            if share.get() > 0.0 {
                cx.complain(
                    &path.then(key),
                    "this model does not say how credentials are shown",
                    format!("describe people.credentials, or leave `{key}` out"),
                );
            }
        }
        return obtained_after(cx, credential, path);
    };
    for (share, described, key) in [
        (
            credential.identity_provider,
            credentials.identity_provider.is_some(),
            "identity-provider",
        ),
        (
            credential.second_product,
            credentials.second_product.is_some(),
            "second-product",
        ),
    ] {
        if share.get() > 0.0 && !described {
            cx.complain(
                &path.then(key),
                format!("nothing describes the {}", key.replace('-', " ")),
                format!("describe people.credentials.{key}, or leave this out"),
            );
        }
    }
    obtained_after(cx, credential, path);
}

fn obtained_after(cx: &mut Checker<'_>, credential: &Credential, path: &Path) {
    let law = credential.obtained_after.as_ref();
    law::check_optional(cx, law, Of::Time, &path.then("obtained-after"));
}

fn login(cx: &mut Checker<'_>, credentials: &Credentials, path: &Path) {
    let journey = &cx.model.journey.page;
    let names = journey.iter().map(|page| &page.name);
    cx.known(&credentials.login, "page", names, &path.then("login"));
    if let Some(provider) = &credentials.identity_provider {
        let path = path.then("identity-provider");
        let requests = cx.model.portal.request.keys();
        cx.known(&provider.request, "request", requests, &path.then("request"));
        if provider.fails.get() >= 1.0 {
            cx.complain(
                &path.then("fails"),
                "a provider that never confirms anybody lets nobody in",
                "write a share below 1",
            );
        }
    }
}

/// Pages on which something is done: there is one at least, all have names of their own, and
/// requests that are known.
fn pages(cx: &mut Checker<'_>, pages: &[Page], what: &str, path: &Path) {
    if pages.is_empty() {
        cx.complain(
            path,
            format!("there is no page on which {what}"),
            "add one, with a name and a request",
        );
    }
    let journey = &cx.model.journey.page;
    cx.distinct(pages.iter().map(|page| &page.name), "page", path);
    for (i, page) in pages.iter().enumerate() {
        let path = path.then(i.to_string());
        if journey.iter().any(|own| own.name == page.name) {
            cx.complain(
                &path.then("name"),
                format!("the application has a page called `{}` already", page.name),
                "give this one another name",
            );
        }
        let requests = cx.model.portal.request.keys();
        cx.known(&page.request, "request", requests, &path.then("request"));
        law::check_optional(cx, page.think.as_ref(), Of::Time, &path.then("think"));
    }
}
