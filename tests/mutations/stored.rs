//! Files that the program reads back, and what becomes of them.

use std::fmt;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;

use clickday::ensemble::store::{StoredRow, sealed};
use clickday::ensemble::{Ensemble, Identity, Input, Resources};
use clickday::experiment::calibration::evaluation::Evaluation;
use clickday::experiment::calibration::store::CalibrationManifest;
use clickday::experiment::results::{LAYOUT_VERSION, Manifest, OutputFile};
use clickday::experiment::schedule::{Execution, KeptRuns, Plan, Stage, StageRun};
use clickday::experiment::shards;
use clickday::experiment::store::SweepManifest;
use clickday::experiment::study::{Row, Task};
use clickday::measures;

use super::corpus::Corpus;
use super::kept;
use super::mutate::{Dice, damaged, mutant};

/// A file that is read back.
#[derive(Clone)]
pub(crate) struct Stored {
    kind: Kind,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Table,
    Manifest,
    Row,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, String::from_utf8_lossy(&self.bytes))
    }
}

impl Stored {
    fn new(kind: Kind, bytes: Vec<u8>) -> Self {
        Stored { kind, bytes }
    }

    /// The same with a few changes: of its bytes, or of its words and numbers if it is text.
    pub(crate) fn mutant(&self, corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
        if let Ok(text) = std::str::from_utf8(&self.bytes)
            && dice.below(2) == 0
        {
            return mutant(text, corpus, dice);
        }
        let changes = 1 + dice.below(3);
        (0..changes).fold(self.bytes.clone(), |bytes, _| damaged(&bytes, dice))
    }

    /// Whether such bytes are what they should be.
    pub(crate) fn reads(&self, bytes: &[u8]) -> bool {
        match self.kind {
            Kind::Table => kept::table("points.csv", bytes),
            Kind::Manifest => kept::manifest(bytes),
            Kind::Row => kept::row(bytes),
        }
    }
}

/// One file of each kind.
pub(crate) fn all() -> Vec<Stored> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/inps-2020-04-01/posterior.csv");
    let sample = fs::read_to_string(sample).unwrap();
    let lines: Vec<&str> = sample.lines().take(12).collect();
    let tables = [
        lines.join("\n").into_bytes(),
        b"# found yesterday\nportal.tier.web.slots,weight\n2000,0.9\n\"80 %\",1\n".to_vec(),
    ];
    let tables = tables.map(|bytes| Stored::new(Kind::Table, bytes));
    let manifests = manifests().map(|bytes| Stored::new(Kind::Manifest, bytes));
    let rows = rows().map(|bytes| Stored::new(Kind::Row, bytes));
    tables.into_iter().chain(manifests).chain(rows).collect()
}

/// A manifest of a comparison, a sweep, a calibration and a plan.
fn manifests() -> [Vec<u8>; 4] {
    let input = Input {
        name: "rollout.toml".to_owned(),
        sha256: "0123456789abcdef".repeat(4),
    };
    let identity = Identity::new(vec![input], vec!["portal.tier.web.slots=3".to_owned()], 7);
    let files = || {
        let file = |name: &str, sha256: Option<String>| OutputFile {
            name: name.to_owned(),
            sha256,
        };
        vec![file("runs.csv", Some("0".repeat(64))), file("timings.csv", None)]
    };
    let title = "How many \"slots\"?".to_owned();
    let comparison = Manifest {
        format: LAYOUT_VERSION,
        title: title.clone(),
        identity: identity.clone(),
        shipped: vec!["rollout.toml".to_owned()],
        platform: Some("x86_64 linux".to_owned()),
        policies: vec!["open".to_owned()],
        baseline: "open".to_owned(),
        planned: vec![stage()],
        finished: vec!["all".to_owned()],
        failed: Vec::new(),
        files: files(),
    };
    let sweep = SweepManifest {
        sweep: 2,
        title: title.clone(),
        identity: identity.clone(),
        shipped: Vec::new(),
        platform: None,
        files: files(),
    };
    let calibration = CalibrationManifest {
        calibration: 2,
        title: title.clone(),
        identity: identity.clone(),
        shipped: Vec::new(),
        files: files(),
    };
    let plan = shards::Manifest {
        plan: 2,
        title,
        set: identity.overrides.clone(),
        identity,
        shipped: Vec::new(),
        tasks_sha256: "f".repeat(64),
        shards: vec![0..2, 2..4],
    };
    [
        sealed(&comparison).unwrap(),
        sealed(&sweep).unwrap(),
        sealed(&calibration).unwrap(),
        sealed(&plan).unwrap(),
    ]
}

/// What is kept of a run of a sweep, a calibration and a comparison.
fn rows() -> [Vec<u8>; 3] {
    let task = Task {
        settings: vec!["portal.tier.web.slots=3".to_owned()],
        policy: "open".to_owned(),
        replication: 4,
    };
    let swept = Row::failed(task.clone(), "the \"door\" is shut".to_owned());
    let fitted = Evaluation {
        task,
        outcomes: Some(vec!["0.25".to_owned(), "17".to_owned()]),
        failure: None,
    };
    [swept.to_bytes().unwrap(), fitted.to_bytes().unwrap(), compared()]
}

fn stage() -> Stage {
    Stage {
        name: "all".to_owned(),
        scale: 1.0,
        replications: 1,
    }
}

/// A run of a comparison, as it is kept.
fn compared() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/extreme/one-person-one-slot.toml");
    let model = measures::load(&path, &[]).unwrap();
    let (stage, policies) = (stage(), ["open".to_owned()]);
    let plan = Plan {
        stage: &stage,
        policies: &policies,
        seed: 7,
        first: 0,
    };
    let bytes = Mutex::new(Vec::new());
    let execution = Execution {
        ensemble: &Ensemble::new(Resources::default()).unwrap(),
        watch: &|_| ControlFlow::Continue(()),
        simulate: &|options, run| run.simulate(&model, options),
        keep: &|run: &StageRun| {
            *bytes.lock().unwrap() = run.to_bytes().unwrap();
            Ok(())
        },
        there: &KeptRuns::new(),
    };
    plan.run(&[], &execution).unwrap();
    bytes.into_inner().unwrap()
}
