//! A scenario: a model under a policy at a scale, compiled once. Names are indices, laws are
//! distributions, hours are stretches of the run, and sizes are at the scale.
//!
//! The engine runs it; theory, `explain` and charts read it. It knows the model and nothing of what
//! is done with it.

#[doc(inline)]
pub use clickday_engine::scenario::{
    AttackIndex, ClassIndex, GroupIndex, KindIndex, OfficeIndex, PageIndex, RoleIndex, RuleIndex, Scenario,
    ScenarioError, ServiceCurve, SkillIndex, TierIndex,
};
