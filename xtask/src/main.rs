//! `cargo xtask …`: every task of this project, on any machine that has cargo. Each installs what it
//! lacks first.

mod bench;
mod etcd;
mod mutants;
mod page;
mod policy;
mod setup;
mod single;
mod size;
mod soak;
mod step;
mod test;

use setup::Tools;
use std::process::ExitCode;
use step::Outcome;

const USAGE: &str = "\
usage: cargo xtask <task> [flags]

  serve   build the page as it is shipped and serve it on http://127.0.0.1:8080/
  dev     the same without optimisation, and rebuild and reload on every change
  build   trunk build: a page without optimisation in dist/
  dist    the page as it is shipped in dist/, and the single file dist/etcdscope.html
  pseudo  the page with every declared text in ⟦…⟧, in target/pseudo-dist
  test    every test: native, beside a real etcd, WebAssembly, the whole page in a real browser
  soak    10 000 seeded fault runs with every check: `cargo xtask soak --runs 1000 --seed 5`
  mutants plants small bugs in the engine, one at a time, and tells which of them the tests see: all of
          them (a night), or `cargo xtask mutants --sample 60 --seed 4`, or what differs from a commit,
          `--in-diff HEAD~1`
  bench   every figure of the README, one line each; a word after it picks figures by name
  size    what a visitor downloads, against the budget
  setup   install every tool that the tasks need, and do nothing else

Flags after serve, dev, build and dist go to trunk: `cargo xtask serve --port 8081 --open`.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flags = args.get(1..).unwrap_or_default();
    match task(args.first().map_or("", String::as_str), flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("\nerror: {e}");
            ExitCode::FAILURE
        }
    }
}

fn task(name: &str, flags: &[String]) -> Outcome {
    match name {
        "serve" => page::serve(&Tools::ready()?, &["--release", "--no-autoreload"], flags),
        "dev" => page::serve(&Tools::ready()?, &[], flags),
        "build" => page::build(&Tools::ready()?, flags),
        "dist" => page::dist(&Tools::ready()?, flags),
        "pseudo" => page::pseudo(&Tools::ready()?),
        "test" => test::run(),
        "bench" => bench::figures(&Tools::ready()?, flags),
        "soak" => soak::run_many(flags),
        "mutants" => mutants::run(flags),
        "size" => size::run(),
        "setup" => setup::everything(),
        // trunk calls this after a build
        "hook" => page::after_build(),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no task '{other}'\n\n{USAGE}")),
    }
}
