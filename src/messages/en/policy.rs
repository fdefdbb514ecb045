//! The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a
//! simulation needs.

use super::English;
use crate::messages::policy::{
    AddedCapacity, AdvisedCap, Calls, CredentialRequests, GatewayWait, LeakOnRecord, MostInside, Noise,
};
use crate::messages::{Numbers, PolicyText, Words};

const MOST_INSIDE: &str = "Most people the portal can bear at once";
const BUSIEST_HOUR: &str = "Credentials asked for in the busiest hour";
const VARIATION: &str = "Random variation near the limit";
const ASK_AT_ONCE: &str = "people without a credential ask for one at once; when the portal is \
    overloaded they ask later, and more of them at the same time";
const LINES: &str = "M/M/c/K+M (Erlang-A with trunks)";
const MEMORYLESS: &str = "calls come at a constant rate; the length of calls and the patience of callers \
    are exponential; nobody calls again; calls about failed attempts are not counted, because only a run \
    shows how many there are";
const BINOMIAL: &str = "binomial law";

/// Whose work the portal can bear.
fn who_is_inside(all_operators: bool) -> &'static str {
    if all_operators {
        "everybody inside is an operator of an office who works at the usual speed, without a pause \
         between files"
    } else {
        "everybody inside is applying for themselves, at the usual speed"
    }
}

impl PolicyText for English {
    fn any_number_inside(&self) -> Words {
        Words {
            label: MOST_INSIDE.into(),
            sentence:
                "Nobody comes, or no page needs work of the portal: any number of people may be inside."
                    .into(),
            ..Words::default()
        }
    }

    fn few_inside(&self) -> Words {
        Words {
            label: MOST_INSIDE.into(),
            sentence: "The portal serves only a few people at once: see its values as a standard queue."
                .into(),
            ..Words::default()
        }
    }

    fn saturation_point(&self, most: MostInside) -> Words {
        let people = self.count(most.people.floor());
        let (capacity, takes) = (self.significant(most.capacity), self.exact_time(most.takes_s));
        let notice = if most.called {
            ", including the time until a person notices the call"
        } else {
            ""
        };
        let mix = most.half_operators.map_or(String::new(), |most| {
            format!(
                " That is for people who apply themselves. If half of those inside are operators of \
                 offices, who pause between files, the portal can bear {} people.",
                self.count(most.floor())
            )
        });
        Words {
            label: MOST_INSIDE.into(),
            sentence: format!(
                "With more than {people} people inside at once the portal cannot keep up: it can \
                 complete {capacity} applications a second, and each takes {takes} when the portal is \
                 fast{notice}.{mix}"
            )
            .into(),
            formula: "saturation point, N* = C (Z + S)",
            assumes: who_is_inside(most.all_operators).into(),
            not_simulated: "one run has one cap; a sweep over the cap shows the limit".into(),
        }
    }

    fn advised_cap(&self, cap: AdvisedCap) -> Words {
        let people = self.rounded(cap.people);
        let mix = cap.half_operators.map_or(String::new(), |cap| {
            format!(
                " That is for people who apply themselves. If half of those inside are operators of \
                 offices, three quarters are {} people.",
                self.rounded(cap)
            )
        });
        Words {
            label: "Advised cap of a waiting room".into(),
            sentence: format!(
                "Let in at most {people} people at once: three quarters of the most that the portal can \
                 bear, because close to that limit the result depends on chance.{mix}"
            )
            .into(),
            formula: "three quarters of the saturation point",
            assumes: format!(
                "{}; places that are kept for people who do not come may be added",
                who_is_inside(cap.all_operators)
            )
            .into(),
            not_simulated: "it is advice".into(),
        }
    }

    fn no_waiting_room(&self) -> Words {
        Words {
            label: "Waiting room's cap, of the most it can bear".into(),
            sentence: "This policy has no waiting room, so nothing limits how many people are inside.".into(),
            ..Words::default()
        }
    }

    fn no_leak(&self) -> Words {
        Words {
            label: "Times another person's page is shown".into(),
            sentence: "The policy has no cache that could mix up people's pages: nobody is shown another \
                person's page."
                .into(),
            ..Words::default()
        }
    }

    fn leak_record(&self, record: LeakOnRecord) -> Words {
        let (count, over) = (self.count(record.people), self.length(record.over_s));
        let people = if count == "1" {
            "the page of 1 person was".to_owned()
        } else {
            format!("the pages of {count} people were")
        };
        Words {
            label: "People whose page was shown, on record".into(),
            sentence: format!(
                "The public record says that {people} shown to others, over {over}: {}.",
                record.source
            )
            .into(),
            formula: "count",
            assumes: "the people of that day asked for pages as the people of the model do".into(),
            ..Words::default()
        }
    }

    fn no_credential_requests(&self) -> Words {
        Words {
            label: BUSIEST_HOUR.into(),
            sentence: "Everybody who comes has a credential.".into(),
            ..Words::default()
        }
    }

    fn credential_requests(&self, requests: CredentialRequests) -> Words {
        let sends = match requests.sent_per_hour {
            None => "the gateway can send any number of them".to_owned(),
            Some(sent) => format!("the gateway can send {} an hour", self.rounded(sent)),
        };
        Words {
            label: BUSIEST_HOUR.into(),
            sentence: format!(
                "{} people an hour ask for a credential between {} and {}; {sends}.",
                self.rounded(requests.per_hour),
                self.beginning(requests.from),
                self.moment(requests.until)
            )
            .into(),
            formula: "mean of the demand profile over a full hour",
            assumes: ASK_AT_ONCE.into(),
            not_simulated: "a run does not keep requests for credentials by the hour".into(),
        }
    }

    fn gateway_wait(&self, wait: GatewayWait) -> Words {
        Words {
            label: "Longest wait for the gateway".into(),
            sentence: format!(
                "A person who asks at {} waits {} until the message is sent. A message is overdue after {}.",
                self.instant(wait.asked_at),
                self.exact_time(wait.waits_s),
                self.exact_time(wait.overdue_s)
            )
            .into(),
            formula: "fluid queue, minute by minute",
            assumes: ASK_AT_ONCE.into(),
            ..Words::default()
        }
    }

    fn call_load(&self, calls: Calls) -> Words {
        let operators = match self.rounded(calls.operators).as_str() {
            "1" => "1 operator answers".to_owned(),
            many => format!("{many} operators answer"),
        };
        Words {
            label: "Load of the helpline's operators".into(),
            sentence: format!(
                "{} calls a second come: about lost or late messages, and about everything else. \
                 {operators} at most {} calls a second, because one call takes {}.",
                self.significant(calls.rate),
                self.significant(calls.capacity),
                self.exact_time(calls.handling_s)
            )
            .into(),
            formula: "ρ = λ E[S] / c",
            assumes: "calls about lost or late messages are spread evenly over the opening hours; calls \
                about failed attempts, and repeated calls, are not counted"
                .into(),
            not_simulated: "the operators of a run also answer the calls that are not counted here".into(),
        }
    }

    fn calls_busy(&self, share: f64) -> Words {
        Words {
            label: "Calls that find all lines busy".into(),
            sentence: format!("{} of the calls find all lines busy.", self.percent(share)).into(),
            formula: LINES,
            assumes: MEMORYLESS.into(),
            ..Words::default()
        }
    }

    fn calls_abandoned(&self, share: f64) -> Words {
        Words {
            label: "Callers who give up while they wait".into(),
            sentence: format!(
                "{} of the callers give up before an operator is free.",
                self.percent(share)
            )
            .into(),
            formula: LINES,
            assumes: MEMORYLESS.into(),
            ..Words::default()
        }
    }

    fn call_wait(&self, seconds: f64) -> Words {
        Words {
            label: "Wait for an operator".into(),
            sentence: format!(
                "Callers who are answered have waited {} on average.",
                self.exact_time(seconds)
            )
            .into(),
            formula: LINES,
            assumes: MEMORYLESS.into(),
            ..Words::default()
        }
    }

    fn by_identity_provider(&self, people: f64, fails: f64) -> Words {
        Words {
            label: "People who log in at an identity provider".into(),
            sentence: format!(
                "{} people need no credential of the portal itself. {} of their logins are not \
                 confirmed, and they log in again.",
                self.rounded(people),
                self.percent(fails)
            )
            .into(),
            formula: BINOMIAL,
            assumes: "only people who have a credential can have one of an identity provider".into(),
            ..Words::default()
        }
    }

    fn half_not_enough(&self, people: f64, wanted: f64) -> Words {
        Words {
            label: "Turned away with half a credential, at most".into(),
            sentence: format!(
                "People who ask for a credential get its first half first. {} of those who log in with \
                 it are asked for both halves: at most {} people.",
                self.percent(wanted),
                self.rounded(people)
            )
            .into(),
            formula: BINOMIAL,
            assumes: "everybody gets the first half, and logs in before the end of the run".into(),
            ..Words::default()
        }
    }

    fn second_product(&self, people: f64, without_credential: f64) -> Words {
        Words {
            label: "People who also want the second product".into(),
            sentence: format!(
                "{} people also want the second product. {} of them have no credential at first, and \
                 cannot get the product before they have both halves of it.",
                self.rounded(people),
                self.rounded(without_credential)
            )
            .into(),
            formula: BINOMIAL,
            assumes: "people with and without a credential want it alike".into(),
            ..Words::default()
        }
    }

    fn attack_slots(&self, held: f64, slots: f64) -> Words {
        Words {
            label: "Slots held by slow connections".into(),
            sentence: format!(
                "Connections that send no request hold {} of the {} slots of the outermost tier.",
                self.rounded(held),
                self.rounded(slots)
            )
            .into(),
            formula: "Erlang's loss formula, a(1 − B(min(N, slots), a))",
            assumes: "the attack stays at its strongest for longer than the header timeout, and nobody \
                waits for a slot"
                .into(),
            not_simulated: "a run gives the mean over the whole run, with and without the attack".into(),
        }
    }

    fn policy_sets(&self, set: &[String]) -> Words {
        Words {
            label: "Values the policy changes".into(),
            sentence: format!(
                "All of the above is computed with the values that the policy sets: {}.",
                set.join("; ")
            )
            .into(),
            formula: "counting",
            assumes: "nothing else changes".into(),
            not_simulated: "it is part of the input".into(),
        }
    }

    fn capacity_added(&self, added: AddedCapacity) -> Words {
        Words {
            label: "Capacity after the operator's increase".into(),
            sentence: format!(
                "The operator can make the tier `{}` {} times as large. The portal then completes {} \
                 applications a second.",
                added.tier,
                self.significant(added.factor),
                self.significant(added.capacity)
            )
            .into(),
            formula: "capacity of the bottleneck times its factor",
            assumes: "no tier behind it becomes the bottleneck; the values above are for its size at the \
                start"
                .into(),
            not_simulated: "a run shows whether and when the operator increases it".into(),
        }
    }

    fn operator_reacts(&self, rules: u64, within_s: f64) -> Words {
        let verb = if rules == 1 { "waits" } else { "wait" };
        Words {
            label: "Longest time until the operator acts".into(),
            sentence: format!(
                "{} of the operator's rules {verb} for a measurement. When the measured mean is above \
                 the threshold of such a rule, the operator acts within {}.",
                self.count(rules as f64),
                self.exact_time(within_s)
            )
            .into(),
            formula: "time between two looks, and the delay of the rule",
            assumes: "the measured mean stays above the threshold until the operator looks".into(),
            not_simulated: "a run gives the times at which rules acted".into(),
        }
    }

    fn no_limit_to_vary(&self) -> Words {
        Words {
            label: VARIATION.into(),
            sentence: "Nobody comes, or the portal has no limit.".into(),
            ..Words::default()
        }
    }

    fn all_is_chance(&self) -> Words {
        Words {
            label: VARIATION.into(),
            sentence:
                "The portal serves only a few people at once, and everything about it varies at random."
                    .into(),
            ..Words::default()
        }
    }

    fn noise(&self, noise: Noise) -> Words {
        let varies = self.percent(noise.varies_by);
        Words {
            label: VARIATION.into(),
            sentence: format!(
                "In a simulation at {} the portal can bear {} people at once, and the number inside \
                 varies at random by about {varies}. If the demand is within {varies} of the limit, one \
                 result says little.",
                self.scale(noise.scale),
                self.significant(noise.at_once)
            )
            .into(),
            formula: "square-root law, 1/√N",
            assumes: "people act independently of each other".into(),
            not_simulated: "the variation shows in many runs: see `clickday compare`".into(),
        }
    }
}
