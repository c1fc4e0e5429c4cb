//! What differs between a process and WebAssembly under Node.js: clock, output, arguments.

pub use here::{IS_WASM, memory_bytes, now_ms, say, show_panics, words};

#[cfg(not(target_arch = "wasm32"))]
mod here {
    use std::{sync::OnceLock, time::Instant};

    pub const IS_WASM: bool = false;

    /// Milliseconds since the first call.
    pub fn now_ms() -> f64 {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
    }

    /// A line on stdout.
    pub fn say(line: &str) {
        println!("{line}");
    }

    /// The words after the program's name.
    pub fn words() -> Vec<String> {
        std::env::args().skip(1).collect()
    }

    /// What the process occupies, where the system tells.
    pub fn memory_bytes() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
    }

    /// A process shows its panics anyway.
    pub fn show_panics() {}
}

#[cfg(target_arch = "wasm32")]
mod here {
    use js_sys::{Array, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    pub const IS_WASM: bool = true;

    /// Milliseconds of a clock that only goes forward.
    pub fn now_ms() -> f64 {
        thread_local! {
            static CLOCK: web_sys::Performance =
                member(&js_sys::global(), "performance").unchecked_into();
        }
        CLOCK.with(web_sys::Performance::now)
    }

    /// A line on stdout.
    pub fn say(line: &str) {
        web_sys::console::log_1(&line.into());
    }

    /// The words after the program's name.
    pub fn words() -> Vec<String> {
        let argv = member(&member(&js_sys::global(), "process"), "argv");
        Array::from(&argv).iter().skip(2).filter_map(|word| word.as_string()).collect()
    }

    /// What the module's linear memory has grown to. It never shrinks.
    pub fn memory_bytes() -> Option<u64> {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
        Some(u64::from(buffer.byte_length()))
    }

    /// A panic says on stderr what it is, before it ends the program.
    pub fn show_panics() {
        std::panic::set_hook(Box::new(|info| {
            web_sys::console::error_1(&info.to_string().into());
        }));
    }

    fn member(of: &JsValue, name: &str) -> JsValue {
        Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }
}
