//! The same scenario gives the same bytes: here as WebAssembly, in `engine/tests/digests.rs` natively.
#![cfg(target_arch = "wasm32")]

#[path = "../../engine/tests/scenarios/mod.rs"]
mod scenarios;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn five_scenarios_end_where_the_list_says() {
    assert_eq!(scenarios::differences(), []);
}
