//! How credentials were come by, and how the contact centre fared.

use serde::Serialize;

use crate::model::units::Percentile;

use super::TimeDistribution;

/// How credentials were come by. `asked = received_in_time + received_late + validated + by_post + waiting`, and `whole_one_wanted =
/// whole_one_validated + whole_one_by_post + whole_one_waiting`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct CredentialSummary {
    /// People of closed groups who came with nothing to show.
    pub lacking: u64,
    /// Requests for a credential.
    pub asked: u64,
    /// Messages the gateway lost.
    pub lost: u64,
    /// Requests answered by a message before it was overdue.
    pub received_in_time: u64,
    /// Requests answered by a message when it was overdue.
    pub received_late: u64,
    /// Requests that an operator of the helpline checked.
    pub validated: u64,
    /// Requests answered by the post first.
    pub by_post: u64,
    /// Requests not answered by the end.
    pub waiting: u64,
    /// Requests not answered when they should have been.
    pub overdue: u64,
    /// Mean time from asking until the gateway began to send \[s\]; `None` when nobody asked.
    pub gateway_mean_wait_s: Option<f64>,
    /// The longest such time \[s\].
    pub gateway_longest_wait_s: f64,
    /// Logins at which the portal wanted both halves of a person who had one.
    pub whole_one_wanted: u64,
    /// Of those people, checked by an operator.
    pub whole_one_validated: u64,
    /// Of those people, helped by the post.
    pub whole_one_by_post: u64,
    /// Of those people, still waiting at the end.
    pub whole_one_waiting: u64,
    /// Logins that the identity provider did not confirm.
    pub provider_failures: u64,
    /// The second product.
    pub second_product: SecondProductSummary,
}

/// Who wanted a second product, of those in closed groups who go themselves. `wanted = applied + without_whole + not_yet`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct SecondProductSummary {
    /// People who came and wanted it.
    pub wanted: u64,
    /// Applied for it.
    pub applied: u64,
    /// Did not, and hold no whole credential: they wait for the post.
    pub without_whole: u64,
    /// Did not, and could.
    pub not_yet: u64,
}

/// The contact centre. `calls = busy + abandoned + answered + in_line`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct HelplineSummary {
    /// People who wanted to call (each once until they stop calling).
    pub callers: u64,
    /// Applicants who have spoken to an operator at least once, of closed groups.
    pub helped: u64,
    /// Calls made.
    pub calls: u64,
    /// Calls that found no line free.
    pub busy: u64,
    /// Calls given up in line.
    pub abandoned: u64,
    /// Calls an operator took.
    pub answered: u64,
    /// Calls in line at the end.
    pub in_line: u64,
    /// Conversations under way at the end.
    pub talking: u64,
    /// People who will call, at the end: between two calls, or until it opens.
    pub will_call: u64,
    /// Calls after a busy signal or a call given up.
    pub redials: u64,
    /// Calls after one that was answered.
    pub reconnects: u64,
    /// Calls by what they were about.
    pub about: CallReasons,
    /// Wait in line of the calls answered, those answered at once included \[s\].
    pub wait_s: CallWaits,
    /// Mean number of calls in line.
    pub mean_in_line: f64,
    /// Mean number of conversations.
    pub mean_talking: f64,
    /// Mean share of the operators in conversation, closed hours included.
    pub utilisation: f64,
}

/// Calls by what they were about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct CallReasons {
    /// A credential that did not come.
    pub overdue: u64,
    /// The portal wanted the whole credential.
    pub whole_one_wanted: u64,
    /// A failed attempt.
    pub failures: u64,
    /// Everything else.
    pub everyday: u64,
}

/// Wait in line \[s\]; `None` when no call was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct CallWaits {
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
    /// 99th percentile.
    pub p99: Option<f64>,
}

impl CallWaits {
    /// Sums up waits in line.
    pub fn of(calls: &TimeDistribution) -> Self {
        CallWaits {
            mean: calls.mean(),
            p50: calls.percentile(Percentile::MEDIAN),
            p90: calls.percentile(Percentile::whole(90)),
            p99: calls.percentile(Percentile::whole(99)),
        }
    }
}
