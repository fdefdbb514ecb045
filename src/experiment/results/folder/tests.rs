use super::*;
use crate::ensemble::store::sealed;
use crate::experiment::results::{Input, LAYOUT_VERSION};
use crate::experiment::schedule::Stage;

fn identity(seed: u64) -> Identity {
    let input = Input {
        name: "rollout.toml".to_owned(),
        sha256: "00".to_owned(),
    };
    Identity::new(vec![input], Vec::new(), seed)
}

/// Fills a folder with one file and a manifest.
fn fill(folder: &Path, identity: &Identity, finished: &[&str], text: &str) -> io::Result<()> {
    fs::write(folder.join("runs.csv"), text)?;
    let manifest = Manifest {
        format: LAYOUT_VERSION,
        title: "T".to_owned(),
        identity: identity.clone(),
        shipped: Vec::new(),
        platform: None,
        policies: Vec::new(),
        baseline: String::new(),
        planned: vec![Stage {
            name: "quick".to_owned(),
            scale: 0.02,
            replications: 20,
        }],
        finished: finished.iter().map(|name| (*name).to_owned()).collect(),
        failed: Vec::new(),
        files: manifest::list(folder)?,
    };
    fs::write(folder.join(manifest::FILE), serde_json::to_vec(&manifest)?)
}

struct Place {
    parent: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Place {
            parent: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.parent.path().join("rollout")
    }

    fn claim(&self, seed: u64, force: bool) -> Result<Target, TargetError> {
        Target::claim(&self.path(), identity(seed), force)
    }

    fn put(&self, seed: u64, force: bool, finished: &[&str], text: &str) -> Result<(), TargetError> {
        self.claim(seed, force)?
            .replace(|folder| fill(folder, &identity(seed), finished, text))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path().join("runs.csv")).unwrap()
    }

    /// Everything beside the place, which is nothing once writing has ended.
    fn beside(&self) -> usize {
        fs::read_dir(self.parent.path()).unwrap().count() - usize::from(self.path().exists())
    }
}

#[test]
fn results_of_the_same_experiment_take_the_place_of_the_old_ones() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    place.put(1, false, &["quick", "full"], "second").unwrap();
    assert_eq!((place.text().as_str(), place.beside()), ("second", 0));
}

#[test]
fn results_of_another_experiment_are_never_overwritten_unasked() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    let error = place.put(2, false, &["quick"], "second").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("another experiment: its seed is 1, not 2"),
        "{error}"
    );
    assert!(error.advice().contains("--force"));
    assert_eq!(place.text(), "first");
    place.put(2, true, &["quick"], "second").unwrap();
    assert_eq!(place.text(), "second");
}

#[test]
fn nothing_else_is_ever_overwritten_even_when_forced() {
    let place = Place::new();
    fs::create_dir(place.path()).unwrap();
    place.claim(1, false).unwrap();
    fs::write(place.path().join("thesis.tex"), "years").unwrap();
    assert!(matches!(place.claim(1, true), Err(TargetError::NotResults(_))));
    fs::remove_file(place.path().join("thesis.tex")).unwrap();

    place.put(1, false, &["quick"], "first").unwrap();
    fs::write(place.path().join("notes.md"), "what I saw").unwrap();
    assert!(matches!(place.claim(1, true), Err(TargetError::Foreign { file, .. }) if file == "notes.md"));
    fs::rename(place.path().join("notes.md"), place.path().join(".DS_Store")).unwrap();
    place.claim(1, false).unwrap();
    assert!(matches!(
        Target::claim(Path::new("/"), identity(1), true),
        Err(TargetError::NotResults(_))
    ));
}

#[test]
fn a_failure_half_way_leaves_what_was_there() {
    let place = Place::new();
    let fail = |folder: &Path| {
        fs::write(folder.join("runs.csv"), "half")?;
        Err(io::Error::other("no space left"))
    };
    assert!(matches!(
        place.claim(1, false).unwrap().replace(fail),
        Err(TargetError::Disk { .. })
    ));
    assert!(!place.path().exists());
    place.put(1, false, &["quick"], "first").unwrap();
    place.claim(1, false).unwrap().replace(fail).unwrap_err();
    assert_eq!((place.text().as_str(), place.beside()), ("first", 0));
}

#[test]
fn finished_results_are_known_to_be_more_than_a_part_of_them() {
    let place = Place::new();
    let stages = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let holds_more = |seed| {
        place
            .claim(seed, true)
            .unwrap()
            .holds_more_than(&stages(&["quick"]))
            .unwrap()
    };
    assert!(!holds_more(1));
    place.put(1, false, &["quick", "full"], "all").unwrap();
    assert!(holds_more(1));
    assert!(
        !holds_more(2),
        "the results of another experiment are no reason to keep back"
    );
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let place = Place::new();
    let elsewhere = place.parent.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, place.path()).unwrap();
    place.put(1, false, &["quick"], "first").unwrap();
    assert!(place.path().is_symlink());
    assert_eq!(fs::read_to_string(elsewhere.join("runs.csv")).unwrap(), "first");
}

/// Changes the manifest of the place, as somebody would who knows how it is sealed.
fn forge(place: &Place, change: impl FnOnce(&mut Manifest)) {
    let path = place.path().join(manifest::FILE);
    let mut there = opened::<Manifest>(&fs::read(&path).unwrap()).unwrap().manifest;
    change(&mut there);
    fs::write(path, sealed(&there).unwrap()).unwrap();
}

#[test]
fn what_others_left_stays_when_results_are_replaced() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    let left = [".ipynb_checkpoints/day-checkpoint.ipynb", "charts/.DS_Store"];
    for name in left {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    for name in ["mine", "mine/deep/er"] {
        fs::create_dir_all(place.path().join(name)).unwrap();
    }
    place.put(1, false, &["quick", "full"], "second").unwrap();
    place.put(2, true, &["quick"], "third").unwrap();
    assert_eq!((place.text().as_str(), place.beside()), ("third", 0));
    for name in left {
        assert_eq!(fs::read_to_string(place.path().join(name)).unwrap(), name);
    }
    assert!(place.path().join("mine/deep/er").is_dir());
}

#[test]
fn an_edited_file_is_named_and_replaced_only_when_forced() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    fs::write(place.path().join("runs.csv"), "first, and what I think of it").unwrap();
    let error = place.claim(1, false).unwrap_err();
    assert!(
        matches!(&error, TargetError::Edited { file, .. } if file == "runs.csv"),
        "{error}"
    );
    assert!(error.advice().contains("--force"));
    place.put(1, true, &["quick"], "second").unwrap();
    assert_eq!(place.text(), "second");
    // A file that is gone is not in the way.
    fs::remove_file(place.path().join("runs.csv")).unwrap();
    place.put(1, false, &["quick"], "third").unwrap();
    assert_eq!(place.text(), "third");
}

#[test]
fn an_edited_manifest_is_named() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    forge(&place, |_| ());
    place.claim(1, false).unwrap();
    let path = place.path().join(manifest::FILE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"T\"", "\"U\"")).unwrap();
    let error = place.claim(1, false).unwrap_err();
    assert!(
        matches!(&error, TargetError::Edited { file, .. } if file == manifest::FILE),
        "{error}"
    );
    place.put(1, true, &["quick"], "second").unwrap();
}

#[test]
fn what_a_manifest_names_is_not_ours_for_that() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    fs::write(place.parent.path().join("outside.csv"), "mine").unwrap();
    fs::write(place.path().join("thesis.tex"), "years").unwrap();
    forge(&place, |manifest| {
        for name in ["../outside.csv", "thesis.tex"] {
            manifest.files.push(OutputFile {
                name: name.to_owned(),
                sha256: Some(sha256(&fs::read(place.path().join(name)).unwrap())),
            });
        }
    });
    for force in [false, true] {
        let error = place.claim(1, force).unwrap_err();
        assert!(
            matches!(&error, TargetError::Foreign { file, .. } if file == "thesis.tex"),
            "{error}"
        );
    }
    fs::remove_file(place.path().join("thesis.tex")).unwrap();
    place.put(1, false, &["quick"], "second").unwrap();
    assert!(place.parent.path().join("outside.csv").exists());
}

#[test]
fn a_folder_in_the_place_of_a_file_is_named() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    fs::remove_file(place.path().join("runs.csv")).unwrap();
    fs::create_dir(place.path().join("runs.csv")).unwrap();
    let error = place.claim(1, true).unwrap_err();
    assert!(
        matches!(&error, TargetError::Foreign { file, .. } if file == "runs.csv"),
        "{error}"
    );
}

#[test]
fn what_a_forged_list_names_stays_when_it_is_not_made_again() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    let mine = place.path().join("charts/mine.svg");
    fs::create_dir(mine.parent().unwrap()).unwrap();
    fs::write(&mine, "drawn by hand").unwrap();
    forge(&place, |manifest| {
        manifest.files.push(OutputFile {
            name: "charts/mine.svg".to_owned(),
            sha256: Some(sha256(b"drawn by hand")),
        });
    });
    place.put(1, false, &["quick", "full"], "second").unwrap();
    assert_eq!((place.text().as_str(), place.beside()), ("second", 0));
    assert_eq!(fs::read_to_string(&mine).unwrap(), "drawn by hand");
    let error = place.claim(1, true).unwrap_err();
    assert!(
        matches!(&error, TargetError::Foreign { file, .. } if file == "charts/mine.svg"),
        "{error}"
    );
}

#[test]
fn what_a_killed_process_left_beside_the_place_is_removed_and_nothing_of_others() {
    let place = Place::new();
    let beside = |name: &str| place.parent.path().join(name);
    place.put(1, false, &["quick"], "first").unwrap();
    // A folder half filled; an old one that had changed places with the new; one that was only tried.
    fs::create_dir_all(beside(".rollout.aaaaaa.partial/results/charts")).unwrap();
    fs::write(beside(".rollout.aaaaaa.partial/results/runs.csv"), "ha").unwrap();
    let old = beside(".rollout.bbbbbb.partial/results");
    fs::create_dir_all(old.join("mine")).unwrap();
    fill(&old, &identity(1), &[], "old").unwrap();
    fs::write(old.join(".DS_Store"), "icons").unwrap();
    fs::create_dir(beside(".rollout.cccccc.partial")).unwrap();
    fs::write(beside(".rollout.cccccc.partial/file"), "a file").unwrap();
    // Of another place, and of somebody else.
    let others = [".rollout.2.dddddd.partial", ".rollout.notes.partial"];
    for other in others {
        fs::create_dir(beside(other)).unwrap();
    }
    place.claim(1, false).unwrap().remove_abandoned();
    assert_eq!((place.text().as_str(), place.beside()), ("first", others.len()));
    assert!(place.path().join("mine").is_dir());
    assert_eq!(
        fs::read_to_string(place.path().join(".DS_Store")).unwrap(),
        "icons"
    );
    place.claim(1, false).unwrap();
}

#[test]
fn an_old_folder_that_stepped_aside_comes_back() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    let beside = place.parent.path().join(".rollout.aaaaaa.partial");
    fs::create_dir_all(beside.join("results")).unwrap();
    fs::rename(place.path(), beside.join("previous")).unwrap();
    place.claim(1, false).unwrap().remove_abandoned();
    assert_eq!((place.text().as_str(), place.beside()), ("first", 0));
}

/// Fills a folder with a chart of a name that changes with the stages.
fn fill_drawn(folder: &Path, finished: &[&str], stem: &str) -> io::Result<()> {
    let charts = folder.join(CHARTS);
    fs::create_dir(&charts)?;
    let file = |ending: &str| format!("{stem}.{ending}");
    for ending in ["svg", "png", "csv"] {
        fs::write(charts.join(file(ending)), stem)?;
    }
    let chart = serde_json::json!({ "svg": file("svg"), "png": file("png"), "data": file("csv") });
    fs::write(charts.join("charts.json"), serde_json::to_vec(&[chart])?)?;
    fill(folder, &identity(1), finished, stem)
}

#[test]
fn charts_that_change_their_names_with_the_stages_are_replaced() {
    let place = Place::new();
    let stages = [
        (&["quick"][..], "at-1-50-day"),
        (&["quick", "half"], "at-1-2-day"),
        (&["quick", "half", "full"], "day"),
        (&["quick", "half", "full"], "day"),
    ];
    for (finished, stem) in stages {
        let target = place.claim(1, false).unwrap();
        target
            .replace(|folder| fill_drawn(folder, finished, stem))
            .unwrap();
        let there: BTreeSet<String> = manifest::files_below(&place.path())
            .unwrap()
            .into_iter()
            .collect();
        let bytes = fs::read(place.path().join(manifest::FILE)).unwrap();
        let listed = opened::<Manifest>(&bytes).unwrap().manifest.files;
        let names = listed.into_iter().map(|file| file.name);
        let names: BTreeSet<String> = names.chain([manifest::FILE.to_owned()]).collect();
        assert_eq!(there, names, "{stem}");
        assert_eq!(place.beside(), 0);
    }
}

#[test]
fn a_table_in_a_format_of_another_build_is_replaced() {
    let place = Place::new();
    let with_parquet = |folder: &Path| {
        fs::write(folder.join("runs.parquet"), "binary")?;
        fill(folder, &identity(1), &["quick"], "first")
    };
    place.claim(1, false).unwrap().replace(with_parquet).unwrap();
    place.put(1, false, &["quick"], "second").unwrap();
    assert!(!place.path().join("runs.parquet").exists());
    place.claim(1, false).unwrap();
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_of_somebody_else() {
    let place = Place::new();
    let mine = place.parent.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fill(&mine, &identity(1), &[], "mine").unwrap();
    fs::write(mine.join("notes.md"), "what I saw").unwrap();
    for name in ["results", "previous"] {
        for is_there in [false, true] {
            if is_there {
                place.put(1, false, &["quick"], "first").unwrap();
            }
            let beside = place.parent.path().join(".rollout.aaaaaa.partial");
            fs::create_dir_all(&beside).unwrap();
            std::os::unix::fs::symlink(&mine, beside.join(name)).unwrap();
            place.claim(1, false).unwrap().remove_abandoned();
            for file in ["runs.csv", "manifest.json", "notes.md"] {
                assert!(mine.join(file).exists(), "{name}, {file}");
            }
            assert_eq!(place.path().exists(), is_there, "{name}");
            fs::remove_file(beside.join(name)).unwrap();
            fs::remove_dir(&beside).unwrap();
            if is_there {
                fs::remove_dir_all(place.path()).unwrap();
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn an_old_folder_that_cannot_come_back_stays_where_it_is() {
    let place = Place::new();
    place.put(1, false, &["quick"], "first").unwrap();
    let previous = place.parent.path().join(".rollout.aaaaaa.partial/previous");
    fs::create_dir_all(previous.parent().unwrap()).unwrap();
    fs::rename(place.path(), &previous).unwrap();
    // A link to nowhere is in the way.
    std::os::unix::fs::symlink("nowhere", place.path()).unwrap();
    place.claim(1, false).unwrap().remove_abandoned();
    assert_eq!(fs::read_to_string(previous.join("runs.csv")).unwrap(), "first");
}

#[test]
fn a_folder_that_another_process_fills_stays() {
    let place = Place::new();
    let target = place.claim(1, false).unwrap();
    target
        .replace(|folder| {
            // Another command to the same place.
            place.claim(1, false).unwrap().remove_abandoned();
            place.claim(1, false).unwrap().rehearse().unwrap();
            fill(folder, &identity(1), &["quick"], "first")
        })
        .unwrap();
    assert_eq!((place.text().as_str(), place.beside()), ("first", 0));
    // What was killed holds nothing any more.
    let beside = place.parent.path().join(".rollout.aaaaaa.partial");
    fs::create_dir(&beside).unwrap();
    fs::write(beside.join("held"), "").unwrap();
    target.remove_abandoned();
    assert_eq!(place.beside(), 0);
}

#[test]
fn timings_of_an_earlier_revision_are_replaced() {
    use crate::experiment::results::{Csv, Format as _};

    let place = Place::new();
    let with_timings = |folder: &Path| {
        let mut plain = Vec::new();
        Csv.write(&timings::table(&[]), &mut plain)?;
        fs::write(folder.join(TIMINGS), plain)?;
        fill(folder, &identity(1), &["quick"], "first")
    };
    for _ in 0..2 {
        place.claim(1, false).unwrap().replace(with_timings).unwrap();
    }
    fs::write(place.path().join(TIMINGS), "policy,wall_s\nopen,1\n").unwrap();
    let error = place.claim(1, false).unwrap_err();
    assert!(
        matches!(&error, TargetError::Edited { file, .. } if file == TIMINGS),
        "{error}"
    );
}

#[test]
fn a_name_with_line_breaks_writes_no_line_of_its_own() {
    let (path, file) = (PathBuf::from("rollout"), "a\nerror: none".to_owned());
    let foreign = TargetError::Foreign {
        path: path.clone(),
        file: file.clone(),
    };
    for error in [foreign, TargetError::Edited { path, file }] {
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    let mut other = identity(1);
    other.inputs[0].name = "a\nerror: none".to_owned();
    let told = other.difference(&identity(1)).unwrap();
    assert!(!told.contains('\n'), "{told}");
}
