//! The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a
//! simulation needs.

use super::{Numbers, Words};

/// The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a
/// simulation needs.
pub(crate) trait PolicyText: Numbers {
    /// `Nobody comes, or no page needs work of the portal: any number of people may be inside.`
    fn any_number_inside(&self) -> Words;
    /// `The portal serves only a few people at once: see its values as a standard queue.`
    fn few_inside(&self) -> Words;
    /// `With more than 5,709 people inside at once the portal cannot keep up: ...`
    fn saturation_point(&self, most: MostInside) -> Words;
    /// `Let in at most 4,282 people at once: three quarters of the most that the portal can bear,
    /// ...`
    fn advised_cap(&self, cap: AdvisedCap) -> Words;
    /// `This policy has no waiting room, so nothing limits how many people are inside.`
    fn no_waiting_room(&self) -> Words;

    /// `The policy has no cache that could mix up people's pages: nobody is shown another person's
    /// page.`
    fn no_leak(&self) -> Words;
    /// `The public record says that the pages of 42 people were shown to others, over 30 min:
    /// SOURCE.`
    fn leak_record(&self, record: LeakOnRecord) -> Words;

    /// `Everybody who comes has a credential.`
    fn no_credential_requests(&self) -> Words;
    /// `63,900 people an hour ask for a credential between 1 Apr 00:00 and 1 Apr 01:00; ...`
    fn credential_requests(&self, requests: CredentialRequests) -> Words;
    /// `A person who asks at 00:00 on 2 April waits 20 h 10 min until the message is sent. ...`
    fn gateway_wait(&self, wait: GatewayWait) -> Words;
    /// `15.0 calls a second come: about lost or late messages, and about everything else. ...`
    fn call_load(&self, calls: Calls) -> Words;
    /// `3.1 % of the calls find all lines busy.`
    fn calls_busy(&self, share: f64) -> Words;
    /// `12.5 % of the callers give up before an operator is free.`
    fn calls_abandoned(&self, share: f64) -> Words;
    /// `Callers who are answered have waited 2 min 10 s on average.`
    fn call_wait(&self, seconds: f64) -> Words;

    /// `135,000 people need no credential of the portal itself. 2 % of their logins are not
    /// confirmed, ...`
    fn by_identity_provider(&self, people: f64, fails: f64) -> Words;
    /// `People who ask for a credential get its first half first. 30 % of those who log in with it
    /// ...`
    fn half_not_enough(&self, people: f64, wanted: f64) -> Words;
    /// `38,000 people also want the second product. 11,400 of them have no credential at first,
    /// ...`
    fn second_product(&self, people: f64, without_credential: f64) -> Words;

    /// `Connections that send no request hold 812 of the 4,000 slots of the outermost tier.`
    fn attack_slots(&self, held: f64, slots: f64) -> Words;

    /// `All of the above is computed with the values that the policy sets: a = 1; b = 2.`
    fn policy_sets(&self, set: &[String]) -> Words;
    /// `The operator can make the tier web 2.00 times as large. The portal then completes ...`
    fn capacity_added(&self, added: AddedCapacity) -> Words;
    /// `1 of the operator's rules waits for a measurement. ...`
    fn operator_reacts(&self, rules: u64, within_s: f64) -> Words;

    /// `Nobody comes, or the portal has no limit.`
    fn no_limit_to_vary(&self) -> Words;
    /// `The portal serves only a few people at once, and everything about it varies at random.`
    fn all_is_chance(&self) -> Words;
    /// `In a simulation at 1:40 the portal bears 143 people at once, and that number varies ...`
    fn noise(&self, noise: Noise) -> Words;
}

/// The most people inside with whom the portal keeps up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MostInside {
    /// So many people.
    pub(crate) people: f64,
    /// So many, when half of those inside are operators of offices; `None`: there are no offices.
    pub(crate) half_operators: Option<f64>,
    /// Applications that the portal can complete \[1/s\].
    pub(crate) capacity: f64,
    /// How long an application takes on a fast portal \[s\].
    pub(crate) takes_s: f64,
    /// Whether that includes the time until a person notices the call.
    pub(crate) called: bool,
    /// Whether all of them are operators of an office.
    pub(crate) all_operators: bool,
}

/// What makers of waiting rooms advise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AdvisedCap {
    /// People let in at once.
    pub(crate) people: f64,
    /// So many, when half of those inside are operators of offices; `None`: there are no offices.
    pub(crate) half_operators: Option<f64>,
    /// Whether all of them are operators of an office.
    pub(crate) all_operators: bool,
}

/// Pages shown to the wrong person, by the public record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeakOnRecord<'a> {
    /// People whose pages were shown.
    pub(crate) people: f64,
    /// Over what time \[s\].
    pub(crate) over_s: f64,
    /// Who said so, and where.
    pub(crate) source: &'a str,
}

/// Credentials asked for in the busiest hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CredentialRequests<'a> {
    /// Requests an hour.
    pub(crate) per_hour: f64,
    /// When the hour begins, civil time.
    pub(crate) from: &'a str,
    /// When it ends, civil time.
    pub(crate) until: &'a str,
    /// Messages that the gateway can send in an hour; `None`: any number.
    pub(crate) sent_per_hour: Option<f64>,
}

/// The longest wait for the gateway.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatewayWait<'a> {
    /// When the person asks who waits longest, civil time.
    pub(crate) asked_at: &'a str,
    /// How long that person waits \[s\].
    pub(crate) waits_s: f64,
    /// After how long a message is overdue \[s\].
    pub(crate) overdue_s: f64,
}

/// Calls of the helpline, and who answers them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calls {
    /// Calls a second.
    pub(crate) rate: f64,
    /// Operators who answer them.
    pub(crate) operators: f64,
    /// How long an operator needs for a call \[s\].
    pub(crate) handling_s: f64,
    /// Calls that all operators together can answer \[1/s\].
    pub(crate) capacity: f64,
}

/// A tier that the operator makes larger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AddedCapacity<'a> {
    /// The tier's name.
    pub(crate) tier: &'a str,
    /// How many times as large.
    pub(crate) factor: f64,
    /// Applications that the portal then completes \[1/s\].
    pub(crate) capacity: f64,
}

/// Random variation near the limit of a portal that is simulated smaller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise {
    /// Share of full scale.
    pub(crate) scale: f64,
    /// People whom the portal can bear at once, at that scale.
    pub(crate) at_once: f64,
    /// By what share their number varies.
    pub(crate) varies_by: f64,
}
