//! The same scenario gives the same bytes: here natively, in `web/tests/digests.rs` as WebAssembly.
//! When the engine's behaviour has changed, look why; then `UPDATE=1` writes the list anew.

mod scenarios;

use std::path::Path;

#[test]
fn five_scenarios_end_where_the_list_says() {
    let differences = scenarios::differences();
    if std::env::var_os("UPDATE").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
        for (name, ours, _) in &differences {
            let file = folder.join(name).with_extension("digest");
            std::fs::write(file, format!("{ours}\n")).expect("the folder can be written to");
        }
        return;
    }
    assert!(differences.is_empty(), "name, fingerprint, fingerprint in the list: {differences:?}");
}
