//! What a figure is, and how it is printed.

use crate::host;

/// One measurement, which may print several lines.
pub struct Figure {
    pub name: &'static str,
    pub on: On,
    pub measure: fn(&mut Report),
}

/// Where a figure is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    dead_code,
    reason = "which of them occur depends on the figures and on what this is built for"
)]
pub enum On {
    Native,
    Wasm,
    /// Names of lines get `_native` or `_wasm` at the end.
    Both,
    /// The aim is set for the native figure, which has the plain name; the other gets `_wasm`.
    BothAimNative,
    /// The aim is set for WebAssembly, which has the plain name; the other gets `_native`.
    BothAimWasm,
}

impl On {
    pub fn is_here(self) -> bool {
        match self {
            On::Native => !host::IS_WASM,
            On::Wasm => host::IS_WASM,
            On::Both | On::BothAimNative | On::BothAimWasm => true,
        }
    }
}

/// Where a figure puts its lines.
pub struct Report {
    suffix: &'static str,
}

impl Report {
    pub fn new(on: On) -> Report {
        let suffix = match (on, host::IS_WASM) {
            (On::Both | On::BothAimNative, true) => "_wasm",
            (On::Both | On::BothAimWasm, false) => "_native",
            _ => "",
        };
        Report { suffix }
    }

    /// `name: value unit`, with as many digits as say something.
    pub fn line(&mut self, name: &str, value: f64, unit: &str) {
        let digits = match value.abs() {
            v if v >= 100.0 => 0,
            v if v >= 10.0 => 1,
            _ => 2,
        };
        host::say(&format!("{name}{}: {value:.digits$} {unit}", self.suffix));
    }
}

/// The middle of several rounds: one that the machine disturbed does not move it.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert!(median(vec![]).is_nan());
    }
}
