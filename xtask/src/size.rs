//! What a visitor downloads, compressed as web servers do, against the budget.

use crate::step::{Outcome, root};
use std::{fs, io::Write, path::Path};

/// The most that program, glue and style may weigh together, in bytes after brotli, until the first lessons: a
/// second language and lessons load when they are asked for, and do not count. `opt-level = "s"` for the engine
/// would give some 33 KB back and make it slower.
const BUDGET: usize = 900_000;

/// One file of the page.
pub struct Asset {
    name: String,
    raw: usize,
    brotli: usize,
}

/// `cargo xtask size`: prints the report; above the budget it fails.
pub fn run() -> Outcome {
    let dist = root().join("dist");
    if !dist.join(crate::single::NAME).is_file() {
        return Err("dist/ holds no release build: run `cargo xtask dist` first".into());
    }
    let assets = measure(&dist)?;
    print(&assets);
    let total: usize = assets.iter().map(|a| a.brotli).sum();
    if total > BUDGET {
        return Err(format!(
            "the download is {} bytes above the budget of {BUDGET}: make it smaller, or raise \
             BUDGET in xtask/src/size.rs and say why",
            total - BUDGET
        ));
    }
    Ok(())
}

/// Program, glue and style in `dist`, the largest first.
pub fn measure(dist: &Path) -> Outcome<Vec<Asset>> {
    let mut assets = vec![];
    for entry in fs::read_dir(dist).map_err(|e| format!("dist/: {e}"))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if [".wasm", ".js", ".css"].iter().any(|end| name.ends_with(end)) {
            let bytes = fs::read(entry.path()).map_err(|e| format!("{name}: {e}"))?;
            assets.push(Asset { name, raw: bytes.len(), brotli: compressed(&bytes)? });
        }
    }
    assets.sort_by(|a, b| b.brotli.cmp(&a.brotli).then(a.name.cmp(&b.name)));
    Ok(assets)
}

/// One line a file, and the figure of the README.
pub fn print(assets: &[Asset]) {
    for asset in assets {
        println!("{:>9} raw {:>8} brotli  {}", asset.raw, asset.brotli, asset.name);
    }
    let total: usize = assets.iter().map(|a| a.brotli).sum();
    println!("download: {:.1} KB (budget {} KB)", total as f64 / 1000.0, BUDGET / 1000);
}

fn compressed(bytes: &[u8]) -> Outcome<usize> {
    let mut out = Vec::new();
    let mut brotli = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    brotli.write_all(bytes).map_err(|e| e.to_string())?;
    drop(brotli);
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_is_real() {
        let text = "etcd ".repeat(1000);
        assert!(compressed(text.as_bytes()).unwrap() < 100);
        assert!(compressed(b"x").unwrap() > 0);
    }
}
