//! One step of a task: a command that is run, timed, and named when it fails.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// What failed and what to do about it, as a sentence for the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// The cargo that runs this program, in the folder of the workspace.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    // a release build of ours must not inherit what cargo says to this program's own build
    cargo.env_remove("CARGO_MANIFEST_DIR").current_dir(root());
    cargo
}

/// Runs a command with its output shown.
pub fn run(what: &str, command: &mut Command) -> Outcome {
    eprintln!("==> {what}");
    let start = Instant::now();
    let status = command.status().map_err(|e| not_started(what, command, &e))?;
    finish(what, start, status.success(), &status.to_string())
}

/// Runs a command with its output shown, and returns the lines of stdout that `keep` picks, even
/// when it fails.
pub fn run_keeping(
    what: &str,
    command: &mut Command,
    keep: impl Fn(&str) -> bool,
) -> (Vec<String>, Outcome) {
    eprintln!("==> {what}");
    let start = Instant::now();
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(e) => return (vec![], Err(not_started(what, command, &e))),
    };
    let mut kept = vec![];
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_string();
            println!("{line}");
            if keep(&line) {
                kept.push(line);
            }
        }
    }
    let outcome = match child.wait() {
        Ok(status) => finish(what, start, status.success(), &status.to_string()),
        Err(e) => Err(format!("{what}: {e}")),
    };
    (kept, outcome)
}

/// True if the command can be started and succeeds; its output is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

fn finish(what: &str, start: Instant, success: bool, status: &str) -> Outcome {
    let seconds = start.elapsed().as_secs_f64();
    if !success {
        return Err(format!("{what} failed after {seconds:.1} s ({status}); its output is above"));
    }
    eprintln!("    {what}: {seconds:.1} s");
    Ok(())
}

fn not_started(what: &str, command: &Command, error: &std::io::Error) -> String {
    format!("{what}: {} could not be started: {error}", command.get_program().to_string_lossy())
}
