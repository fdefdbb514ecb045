//! What each metric is called, and what it is.

use crate::messages::metrics::{
    AttemptsMetric, BinsMetric, DoorMetric, EquityMetric, HelpMetric, MetricName, PeopleMetric, TiersMetric,
    TimesMetric,
};
use clickday_engine::sim::result::Outcome;

/// What a metric is called, and what it is.
pub(super) type Told = (&'static str, &'static str);

pub(super) fn words(metric: MetricName) -> Told {
    match metric {
        MetricName::People(metric) => people(metric),
        MetricName::Attempts(metric) => attempts(metric),
        MetricName::Times(metric) => times(metric),
        MetricName::Tiers(metric) => tiers(metric),
        MetricName::Door(metric) => door(metric),
        MetricName::Bins(metric) => bins(metric),
        MetricName::Equity(metric) => equity(metric),
        MetricName::Help(metric) => help(metric),
        MetricName::EndedIn(outcome) => ended_in(outcome),
        MetricName::ShareEndedIn(outcome) => share_ended_in(outcome),
    }
}

fn people(metric: PeopleMetric) -> Told {
    match metric {
        PeopleMetric::Eligible => (
            "eligible",
            "people entitled; in open populations, everyone who came",
        ),
        PeopleMetric::Tried => ("tried", "people who first wanted to apply within the run"),
        PeopleMetric::SubmittedByDeadline => {
            ("submitted by deadline", "people who submitted by the deadline")
        }
        PeopleMetric::Submitted => (
            "submitted",
            "people who submitted within the run: one application each",
        ),
        PeopleMetric::NeverServed => (
            "never served",
            "people who tried, and had not submitted by the end",
        ),
        PeopleMetric::StillTrying => (
            "still trying",
            "people who came and are still at it at the end: waiting, queueing, between two \
             tries",
        ),
        PeopleMetric::GivenUp => ("given up", "people who gave up for good"),
        PeopleMetric::GaveUpShare => ("gave up", "people who gave up for good, of those who came"),
        PeopleMetric::ServedShare => ("served", "people who submitted within the run, of those who came"),
        PeopleMetric::NeverCame => (
            "never came",
            "people whose intent lies after the end of the run, or who have none",
        ),
    }
}

fn attempts(metric: AttemptsMetric) -> Told {
    match metric {
        AttemptsMetric::Made => ("attempts", "attempts made, those in flight included"),
        AttemptsMetric::InFlight => ("in flight", "attempts that have not ended by the end of the run"),
        AttemptsMetric::FailureShare => (
            "failure",
            "attempts that ended without the person's own page, of those that ended",
        ),
        AttemptsMetric::PerApplication => (
            "attempts per application",
            "attempts over applications; without any application it is infinite",
        ),
    }
}

fn times(metric: TimesMetric) -> Told {
    match metric {
        TimesMetric::Wait => (
            "wait",
            "time from first intent to submission, over everyone who tried: the unserved are \
             later than all",
        ),
        TimesMetric::SubmittedWait => (
            "submitted wait",
            "time from first intent to submission, over the submitted alone: it looks better \
             the more people are never served",
        ),
        TimesMetric::SubmittedWaitMean => (
            "submitted wait mean",
            "mean time from first intent to submission, of the submitted",
        ),
        TimesMetric::Page => (
            "page",
            "response time of served pages; of a tier, time inside it and the tiers behind it, \
             of the pages it served to people who were still there",
        ),
        TimesMetric::PageMean => (
            "page mean",
            "mean response time of served pages; of a tier, mean time inside it",
        ),
        TimesMetric::CallWait => (
            "call wait",
            "wait in line of the calls that the helpline answered",
        ),
        TimesMetric::CallWaitMean => (
            "call wait mean",
            "mean wait in line of the calls that the helpline answered",
        ),
        TimesMetric::Collapsed => (
            "collapsed",
            "how long the portal was collapsed in all; 0 without collapse",
        ),
    }
}

fn tiers(metric: TiersMetric) -> Told {
    match metric {
        TiersMetric::Arrivals => (
            "arrivals",
            "requests that came to the tier, those of attacks included",
        ),
        TiersMetric::Served => (
            "served",
            "requests that left the tier with its work, and that of the tiers behind it, done",
        ),
        TiersMetric::Refused => ("refused", "requests that the tier had no room for"),
        TiersMetric::Abandoned => (
            "abandoned",
            "requests that the tier let go because their sender had left",
        ),
        TiersMetric::Failed => (
            "failed",
            "requests answered with an error: waited too long in the tier's backlog, or the \
             tiers behind refused, failed or took too long",
        ),
        TiersMetric::Inside => ("inside", "requests inside the tier at the end"),
        TiersMetric::MeanInTier => (
            "mean in tier",
            "mean number of requests inside the tier, backlog and slots together",
        ),
        TiersMetric::MeanSlotsTaken => (
            "mean slots taken",
            "mean number of slots taken, working or waiting for the tier behind",
        ),
        TiersMetric::MeanSojourn => (
            "mean sojourn",
            "mean time inside the tier, of the requests that left it",
        ),
        TiersMetric::MeanBacklogWait => (
            "mean backlog wait",
            "mean wait in the tier's backlog, of the requests that got a slot",
        ),
        TiersMetric::Waited => (
            "p wait",
            "admitted arrivals that had to wait for a slot, of all of them",
        ),
        TiersMetric::Utilisation => ("utilisation", "processor work done, of the most the tier can do"),
        TiersMetric::Goodput => (
            "goodput per s",
            "requests of people served while they were still there, a second",
        ),
        TiersMetric::AttackAnswers => (
            "attack answers per s",
            "requests of attacks served while their sender was still there, a second",
        ),
        TiersMetric::WorkAfterDeparture => (
            "work after departure",
            "the tier's processor work done on a request after its sender had gone, of all its \
             work",
        ),
        TiersMetric::UndeliveredWork => (
            "undelivered work",
            "the tier's processor work on requests that were not served to their sender, of all \
             its work",
        ),
    }
}

fn door(metric: DoorMetric) -> Told {
    match metric {
        DoorMetric::RoomTickets => ("room tickets", "tickets taken in the waiting room"),
        DoorMetric::RoomCalled => ("room called", "tickets called"),
        DoorMetric::RoomCalledInVain => (
            "room called in vain",
            "tickets called that bots and clients without cookies held",
        ),
        DoorMetric::RoomClaimed => ("room claimed", "tickets claimed"),
        DoorMetric::RoomLapsed => ("room lapsed", "tickets called and not claimed in time"),
        DoorMetric::RoomLeft => ("room left", "people who left the waiting room before their turn"),
        DoorMetric::RoomPolls => (
            "room polls",
            "polls made by waiting pages (an integral, not simulated one by one)",
        ),
        DoorMetric::RoomMeanWaiting => (
            "room mean waiting",
            "mean number of people waiting, over the whole run",
        ),
        DoorMetric::RoomMostWaiting => ("room most waiting", "greatest number of people waiting"),
        DoorMetric::RoomMeanInside => (
            "room mean inside",
            "mean number of people called or at work, over the whole run",
        ),
        DoorMetric::RoomMeanWait => (
            "room mean wait",
            "mean time from ticket to call, of the tickets called that people held",
        ),
        DoorMetric::CacheStored => (
            "cache stored",
            "pages stored by the emergency cache, each somebody's",
        ),
        DoorMetric::CacheVictims => (
            "cache victims",
            "people whose stored page somebody else was shown",
        ),
        DoorMetric::CacheExposures => (
            "cache exposures",
            "attempts that were shown another's page by the cache",
        ),
        DoorMetric::CacheOwn => (
            "cache own",
            "attempts that were shown their own page by the cache",
        ),
        DoorMetric::CacheReports => (
            "cache reports",
            "attempts that were shown another's page by the cache and were reported",
        ),
        DoorMetric::LockedOut => ("locked out", "people whose account was locked at least once"),
        DoorMetric::AttackRequests => ("attack requests", "requests of all attacks; no person's attempts"),
    }
}

fn bins(metric: BinsMetric) -> Told {
    match metric {
        BinsMetric::InTier => (
            "in",
            "mean number of requests inside the tier within the bin, backlog and slots together",
        ),
        BinsMetric::Waiting => (
            "waiting",
            "mean number of people in the waiting room within the bin",
        ),
        BinsMetric::LetIn => (
            "inside",
            "mean number of people called or at work within the bin, where there is a waiting \
             room",
        ),
        BinsMetric::PageMean => (
            "mean page in bin",
            "mean response time of the pages served in the bin",
        ),
    }
}

fn equity(metric: EquityMetric) -> Told {
    match metric {
        EquityMetric::Early => ("early", "people among the first tenth of the submissions"),
        EquityMetric::Attended => (
            "attended people hours",
            "time at the screen or on the phone, from first intent to submission, giving up or \
             the end",
        ),
        EquityMetric::Unattended => (
            "unattended people hours",
            "the rest of that time: with a ticket, away until later, waiting for a credential",
        ),
        EquityMetric::Lost => (
            "lost people hours",
            "time attended, less what an application takes the same people on an idle portal",
        ),
        EquityMetric::Overtaking => (
            "overtaking",
            "pairs of submitted people, submitted against the order of first intent: 0 in \
             order, 1/2 at random",
        ),
        EquityMetric::GiniWait => (
            "gini wait",
            "Gini coefficient of the waits of the submitted: 0 when all are alike",
        ),
        EquityMetric::GiniAttended => (
            "gini attended",
            "Gini coefficient of the attended time of those who go themselves",
        ),
        EquityMetric::SkillGap => (
            "skill gap",
            "share submitted by the deadline at the best served level of skill, less that at \
             the worst",
        ),
        EquityMetric::OfficeEarly => (
            "office early",
            "offices' share of the first tenth of the submissions",
        ),
        EquityMetric::Office => ("office", "offices' share of all submissions"),
    }
}

fn help(metric: HelpMetric) -> Told {
    match metric {
        HelpMetric::Callers => (
            "callers",
            "people who wanted to call the helpline, each once until they stop calling",
        ),
        HelpMetric::Helped => (
            "helped",
            "people of closed groups who have spoken to an operator of the helpline",
        ),
        HelpMetric::Calls => (
            "calls",
            "calls to the helpline, those in line at the end included",
        ),
        HelpMetric::Busy => ("calls busy", "calls to the helpline that found no line free"),
        HelpMetric::Abandoned => (
            "calls abandoned",
            "calls to the helpline that were given up in line",
        ),
        HelpMetric::Answered => ("calls answered", "calls to the helpline that an operator took"),
        HelpMetric::NotAnsweredShare => (
            "calls not answered",
            "calls to the helpline that found no line free or were given up, of those that \
             ended",
        ),
        HelpMetric::LackingCredential => (
            "lacking credential",
            "people of closed groups who came without a credential",
        ),
        HelpMetric::CredentialRequests => ("credential requests", "requests for a credential"),
        HelpMetric::OverdueCredentialRequests => (
            "credential overdue",
            "requests for a credential that were not answered when they should have been",
        ),
        HelpMetric::SecondProductWanted => (
            "second product wanted",
            "people of closed groups, applying themselves, who came and wanted the second \
             product",
        ),
        HelpMetric::SecondProductApplied => (
            "second product applied",
            "people of closed groups, applying themselves, who applied for the second product",
        ),
    }
}

fn ended_in(outcome: Outcome) -> Told {
    match outcome {
        Outcome::Served => ("served", "attempts that ended with the person's own page"),
        Outcome::Refused => (
            "refused",
            "attempts that found no slot and no room in the backlog",
        ),
        Outcome::Shed => ("shed", "attempts turned away to protect the portal"),
        Outcome::Blocked => ("blocked", "attempts turned away as a suspected attacker's"),
        Outcome::Closed => ("closed", "attempts that found the door closed to this visitor"),
        Outcome::GatewayTimeout => (
            "gateway timeout",
            "attempts for which a tier gave up waiting for the tier behind it",
        ),
        Outcome::BacklogTimeout => ("backlog timeout", "attempts that waited too long in a backlog"),
        Outcome::Abandoned => ("abandoned", "attempts whose person left first"),
        Outcome::WrongPerson => ("wrong person", "attempts served with somebody else's page"),
    }
}

fn share_ended_in(outcome: Outcome) -> Told {
    match outcome {
        Outcome::Served => (
            "served",
            "attempts that ended with the person's own page, of those that ended",
        ),
        Outcome::Refused => (
            "refused",
            "attempts that found no slot and no room in the backlog, of those that ended",
        ),
        Outcome::Shed => (
            "shed",
            "attempts turned away to protect the portal, of those that ended",
        ),
        Outcome::Blocked => (
            "blocked",
            "attempts turned away as a suspected attacker's, of those that ended",
        ),
        Outcome::Closed => (
            "closed",
            "attempts that found the door closed to this visitor, of those that ended",
        ),
        Outcome::GatewayTimeout => (
            "gateway timeout",
            "attempts for which a tier gave up waiting for the tier behind it, of those that \
             ended",
        ),
        Outcome::BacklogTimeout => (
            "backlog timeout",
            "attempts that waited too long in a backlog, of those that ended",
        ),
        Outcome::Abandoned => (
            "abandoned",
            "attempts whose person left first, of those that ended",
        ),
        Outcome::WrongPerson => (
            "wrong person",
            "attempts served with somebody else's page, of those that ended",
        ),
    }
}
