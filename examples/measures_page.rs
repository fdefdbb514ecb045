//! Writes `docs/measures.md` from what the folders of `src/measures` hold.

fn main() -> std::io::Result<()> {
    std::fs::write("docs/measures.md", clickday::measures::page())
}
