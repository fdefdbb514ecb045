//! A folder in which what has ended stays, and which one process at a time works on.
//!
//! ```text
//! DIR/
//!   lock            held by the process at work here
//!   rows/KEY.row    one for each run that has ended
//! ```
//!
//! A row is written beside its place, brought to the disk, and renamed: at any instant it is there whole or not at all. It carries the
//! [`Identity`] of what it belongs to and a hash over all its bytes. A row that does not fit is named, and its run is made again.

mod error;
mod partial;
mod put;
mod row;
mod seal;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::StoreError;
pub(crate) use partial::{is_partial, remove_abandoned, remove_abandoned_shared};
pub use put::put_all;
pub(crate) use put::{
    MOST_SMALL_BYTES, is_no_file, put, read_file, read_if_there, read_small, require_unedited,
};
pub(crate) use row::RowError;
pub use row::{LeftOut, StoredRow};
pub(crate) use seal::read_manifest;
pub use seal::{Opened, opened, sealed};

use super::{Identity, machine};

/// A folder in which what has ended stays: of a sweep, a calibration or a comparison.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    what: &'static str,
    identity: Identity,
    /// Let go by the system when the process ends, however it ends.
    _lock: File,
}

/// The rows of a folder.
#[derive(Debug)]
pub struct StoredRows<T> {
    /// Those that fit, in the order of their names.
    pub rows: Vec<T>,
    /// Those that do not, and why.
    pub left_out: Vec<LeftOut>,
}

/// The name of the manifest of a folder of results.
pub(crate) const MANIFEST: &str = "manifest.json";
const ROWS: &str = "rows";
const LOCK: &str = "lock";

impl Store {
    /// Opens the folder of `what`, called `identity`, or makes it. `there` reads which one it is the folder of, if that is said;
    /// `begin` says so, of a folder that was not there. `besides` names what `begin` may have left when it was killed.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(
        path: &Path,
        what: &'static str,
        identity: &Identity,
        there: &dyn Fn(&Path) -> Result<Option<Identity>, StoreError>,
        begin: &dyn Fn(&Path) -> Result<(), StoreError>,
        besides: &[&str],
    ) -> Result<Store, StoreError> {
        let another = |there: &Identity| StoreError::Another {
            path: path.to_owned(),
            what,
            difference: there.difference(identity).unwrap_or_default(),
        };
        match there(path)? {
            Some(there) if there != *identity => return Err(another(&there)),
            None if path.exists() && !is_begun(path, besides) => {
                return Err(StoreError::NotOne {
                    path: path.to_owned(),
                    what,
                });
            }
            _ => {}
        }
        let folder = Store::lock(path, what, identity)?;
        // Under the lock: whoever was first has said by now which one it is.
        match there(path)? {
            Some(there) if there == *identity => {}
            Some(there) => return Err(another(&there)),
            None => begin(path)?,
        }
        Ok(folder)
    }

    /// Takes the folder at `path` for the rows of `what`, called `identity`, or makes it. Rows of others may be there: each says
    /// whose it is.
    ///
    /// # Errors
    /// When another process works on it, or the disk refuses.
    pub fn lock(path: &Path, what: &'static str, identity: &Identity) -> Result<Store, StoreError> {
        fs::create_dir_all(path.join(ROWS)).map_err(StoreError::folder(path))?;
        rehearse(path)?;
        rehearse(&path.join(ROWS))?;
        let held = lock(path)?;
        // Whoever held it before may have removed the folder of the rows.
        fs::create_dir_all(path.join(ROWS)).map_err(StoreError::folder(path))?;
        remove_abandoned(path);
        remove_abandoned(&path.join(ROWS));
        Ok(Store {
            path: path.to_owned(),
            what,
            identity: identity.clone(),
            _lock: held,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows there are.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rows<T: StoredRow>(&self) -> Result<StoredRows<T>, StoreError> {
        let folder = self.path.join(ROWS);
        let mut found = StoredRows {
            rows: Vec::new(),
            left_out: Vec::new(),
        };
        for path in row::files(&folder)? {
            let read = match read_small(&path) {
                Ok(bytes) => row::read(&path, &bytes, self.what, &self.identity),
                Err(error) if is_no_file(&error) => Err(RowError::Unread(error)),
                Err(error) => return Err(StoreError::disk(&path)(error)),
            };
            match read {
                Ok(row) => found.rows.push(row),
                Err(reason) => found.left_out.push(LeftOut { path, reason }),
            }
        }
        Ok(found)
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep<T: StoredRow>(&self, row: &T) -> Result<(), StoreError> {
        let path = self.path.join(ROWS).join(row::file_name(&row.key()));
        let keep = || -> io::Result<()> {
            put(&path, &row::bytes(row, self.what, &self.identity)?)?;
            row::remove_older(&path)
        };
        keep().map_err(StoreError::disk(&path))
    }

    /// Removes the rows that are as clickday wrote them, and the folder if nothing else is in it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove(self) -> Result<(), StoreError> {
        self.remove_if(&|_| true)
    }

    /// The same, but of the rows only those whose key `is_done`: the others are still needed.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_if(self, is_done: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
        let rows = self.path.join(ROWS);
        for path in row::own(&rows)? {
            if !row::key_of(&path).is_none_or(is_done) {
                continue;
            }
            match fs::remove_file(&path) {
                // Of a process that waits for the lock.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(StoreError::disk(&path))?,
            }
        }
        remove_empty(&rows)?;
        // The lock comes last: whoever takes it then makes the folder of the rows anew.
        let lock = self.path.join(LOCK);
        // Ours is empty.
        if fs::metadata(&lock).is_ok_and(|file| file.len() == 0) {
            fs::remove_file(&lock).map_err(StoreError::disk(&lock))?;
        }
        remove_empty(&self.path)
    }
}

/// Removes a folder, unless something is in it that is not ours.
fn remove_empty(folder: &Path) -> Result<(), StoreError> {
    use io::ErrorKind::{DirectoryNotEmpty, NotFound};
    match fs::remove_dir(folder) {
        Err(error) if ![DirectoryNotEmpty, NotFound].contains(&error.kind()) => {
            Err(StoreError::disk(folder)(error))
        }
        _ => Ok(()),
    }
}

/// Whether a folder holds no more than is left by what was killed before it said which one it is.
fn is_begun(path: &Path, besides: &[&str]) -> bool {
    let ours =
        |name: &str| [LOCK, ROWS].contains(&name) || besides.contains(&name) || name.ends_with(".partial");
    fs::read_dir(path).is_ok_and(|mut files| {
        files.all(|file| file.is_ok_and(|file| ours(&file.file_name().to_string_lossy())))
    })
}

/// How often a lock is tried, and how long is waited between two tries: a process that is just being started holds the files of
/// the one that starts it for an instant.
const TRIES: usize = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Takes the lock of a folder.
fn lock(path: &Path) -> Result<File, StoreError> {
    let file = path.join(LOCK);
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    for _ in 0..TRIES {
        fs::create_dir_all(path).map_err(StoreError::folder(path))?;
        match options.open(&file) {
            Ok(lock) => match lock.try_lock() {
                Ok(()) if is_at(&lock, &file) => return Ok(lock),
                // Whoever held it removed it: what is locked now is a file that nobody else finds.
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(StoreError::disk(&file)(error)),
            },
            // The folder was removed in this instant.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::folder(path)(error)),
        }
        std::thread::sleep(BETWEEN_TRIES);
    }
    Err(StoreError::Busy(path.to_owned()))
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same =
        |file: &fs::Metadata, there: &fs::Metadata| (file.dev(), file.ino()) == (there.dev(), there.ino());
    let both = file.metadata().and_then(|file| Ok((file, fs::metadata(path)?)));
    both.is_ok_and(|(file, there)| same(&file, &there))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Makes sure that files can be written to a folder, which is made if it is not there: before
/// anything runs for whose results it is.
///
/// # Errors
/// When the disk refuses.
pub fn rehearse(folder: &Path) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = partial::partial_in(folder)?;
        file.write_all(b"a file can be written")?;
        file.close()
    };
    write().map_err(StoreError::folder(folder))
}

/// Makes sure that a disk has room for so many bytes, if the system tells. `path` may still be made.
///
/// # Errors
/// When it has less.
pub fn require_room(path: &Path, bytes: u64) -> Result<(), StoreError> {
    match machine::free_bytes(path) {
        Some(free) if free < bytes => Err(StoreError::Full {
            path: path.to_owned(),
            free,
            needed: bytes,
        }),
        _ => Ok(()),
    }
}
