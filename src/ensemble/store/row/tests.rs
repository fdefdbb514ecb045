use super::super::Store;
use super::*;
use crate::ensemble::Input;

/// What came of a run, for tests: a key and a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line(String, String);

impl StoredRow for Line {
    fn key(&self) -> String {
        self.0.clone()
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(format!("{}={}", self.0, self.1).into_bytes())
    }

    fn of_bytes(bytes: &[u8]) -> io::Result<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (key, value) = text.split_once('=').ok_or(io::ErrorKind::InvalidData)?;
        Ok(Line(key.to_owned(), value.to_owned()))
    }
}

fn identity(seed: u64) -> Identity {
    let input = Input {
        name: "hour.toml".to_owned(),
        sha256: sha256(b"model"),
    };
    Identity::new(vec![input], vec!["portal.tier.web.slots=3".to_owned()], seed)
}

fn lines() -> Vec<Line> {
    let line = |n: u32| Line(format!("run-{n}"), format!("{}", 0.1 * f64::from(n)));
    (0..3).map(line).collect()
}

/// A folder with three rows.
fn kept() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::lock(folder.path(), "sweep", &identity(7)).unwrap();
    for line in lines() {
        store.keep(&line).unwrap();
    }
    (folder, store)
}

#[test]
fn rows_are_read_back_as_they_were_kept() {
    let (_folder, store) = kept();
    let found = store.rows::<Line>().unwrap();
    assert_eq!(found.rows, lines());
    assert!(found.left_out.is_empty());
}

#[test]
fn every_flip_of_a_bit_is_noticed_and_named_and_the_row_made_again() {
    let (folder, store) = kept();
    for line in lines() {
        let path = folder.path().join("rows").join(file_name(&line.key()));
        let whole = fs::read(&path).unwrap();
        for bit in 0..8 * whole.len() {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, &flipped).unwrap();
            let found = store.rows::<Line>().unwrap();
            assert_eq!(found.rows.len(), 2, "bit {bit}");
            assert!(!found.rows.contains(&line), "bit {bit}");
            assert_eq!(found.left_out.len(), 1, "bit {bit}");
            assert_eq!(found.left_out[0].path, path, "bit {bit}");
        }
        store.keep(&line).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn a_row_that_is_cut_short_or_longer_is_left_out() {
    let (folder, store) = kept();
    let path = folder.path().join("rows").join(file_name("run-1"));
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(store.rows::<Line>().unwrap().left_out.len(), 1, "{length} bytes");
    }
    fs::write(&path, [&whole[..], b"\n"].concat()).unwrap();
    assert_eq!(store.rows::<Line>().unwrap().left_out.len(), 1);
}

/// Why the only row of a folder is left out.
fn misfit(store: &Store) -> String {
    let found = store.rows::<Line>().unwrap();
    assert!(found.rows.is_empty());
    found.left_out[0].to_string()
}

#[test]
fn a_row_of_another_experiment_kind_or_run_says_so() {
    let row = Line("run".to_owned(), "1".to_owned());
    let keep = |what: &'static str, identity: &Identity| {
        let folder = tempfile::tempdir().unwrap();
        Store::lock(folder.path(), what, identity)
            .unwrap()
            .keep(&row)
            .unwrap();
        let path = folder.path().join("rows").join(file_name("run"));
        (folder, fs::read(path).unwrap())
    };
    let here = tempfile::tempdir().unwrap();
    let store = Store::lock(here.path(), "sweep", &identity(7)).unwrap();
    let taken_over = |bytes: &[u8], name: &str| {
        let path = here.path().join("rows").join(file_name(name));
        fs::write(&path, bytes).unwrap();
        let told = misfit(&store);
        fs::remove_file(path).unwrap();
        told
    };
    let (_, other_seed) = keep("sweep", &identity(8));
    assert!(
        taken_over(&other_seed, "run")
            .ends_with("run.row: it is of another experiment: its seed is 8, not 7")
    );
    let (_, calibration) = keep("calibration", &identity(7));
    assert!(taken_over(&calibration, "run").ends_with("it is of a calibration"));
    let (_, own) = keep("sweep", &identity(7));
    assert!(taken_over(&own, "walk").ends_with("it is about another run than its name says"));
    let mut other_model = identity(7);
    other_model.inputs[0].sha256 = sha256(b"another");
    let (_, other_model) = keep("sweep", &other_model);
    assert!(taken_over(&other_model, "run").contains("hour.toml is not the same"));
    let mut other_tool = identity(7);
    other_tool.tool = "clickday 0.0.1".to_owned();
    let (_, other_tool) = keep("sweep", &other_tool);
    assert!(taken_over(&other_tool, "run").contains("it was made by clickday 0.0.1"));
}

#[test]
fn a_row_of_an_older_version_is_named_and_goes_when_its_run_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::lock(folder.path(), "sweep", &identity(7)).unwrap();
    let older = folder.path().join("rows/run.json");
    fs::write(&older, "{}").unwrap();
    assert!(
        misfit(&store).ends_with("run.json: it is as an older version wrote it, and cannot prove itself")
    );
    store.keep(&Line("run".to_owned(), "1".to_owned())).unwrap();
    assert!(!older.exists());
    assert!(store.rows::<Line>().unwrap().left_out.is_empty());
}

#[test]
fn only_rows_that_are_done_are_removed() {
    let (folder, store) = kept();
    let rows = folder.path().join("rows");
    std::fs::write(rows.join(".abcDE1.partial"), "half").unwrap();
    store.remove_if(&|key| key == "run-1").unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&rows)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["run-0.row", "run-2.row"]);
    let store = Store::lock(folder.path(), "sweep", &identity(7)).unwrap();
    store.remove().unwrap();
    assert!(!folder.path().exists());
}

#[test]
fn a_lock_that_was_removed_while_it_was_waited_for_is_taken_anew() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("kept");
    let lock = || Store::lock(&path, "sweep", &identity(7));
    let first = lock().unwrap();
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(lock);
        std::thread::sleep(std::time::Duration::from_millis(50));
        first.remove().unwrap();
        second.join().unwrap().unwrap()
    });
    assert!(matches!(lock(), Err(StoreError::Busy(_))));
    second.keep(&lines()[0]).unwrap();
    assert_eq!(second.rows::<Line>().unwrap().rows.len(), 1);
}
