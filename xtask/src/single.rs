//! The single file: trunk's output folded into one HTML document that runs from `file://`.
//!
//! The program travels as gzip in base64. No inline script may run but the two whose hashes the
//! document's own policy names.

use crate::{policy, step::Outcome};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::{fs, io::Write, path::Path};

/// The name of the single file in `dist/`.
pub const NAME: &str = "etcdscope.html";

/// What static/boot.js does, with the program taken from the document.
const BOOT: &str = r#"(() => {
  const fail = (error) => {
    console.error(error);
    document.getElementById('boot')?.remove();
    document.getElementById('boot-failed')?.removeAttribute('hidden');
  };
  const start = async () => {
    const text = document.getElementById('wasm').textContent.trim();
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    await wasm_bindgen({ module_or_path: await new Response(stream).arrayBuffer() });
  };
  if (typeof WebAssembly !== 'object') return fail('This browser has no WebAssembly.');
  start().catch(fail);
})();"#;

/// Reads trunk's output in `dist` and writes the single file beside it.
pub fn write(dist: &Path) -> Outcome {
    let html = read(dist, |name| name == "index.html")?;
    let wasm = fs::read(dist.join(find(dist, |name| name.ends_with("_bg.wasm"))?));
    let wasm = wasm.map_err(|e| format!("the program in {}: {e}", dist.display()))?;
    let glue = read(dist, |name| name.starts_with("app-") && name.ends_with(".js"))?;
    let mut style = String::new();
    for name in stylesheets(&html) {
        style += &read(dist, |file| file == name)?;
    }
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let packed = zip.write_all(&wasm).and_then(|()| zip.finish()).map_err(|e| e.to_string())?;
    let page = fold(&html, &glue, &style, &BASE64_STANDARD.encode(packed))?;
    fs::write(dist.join(NAME), page).map_err(|e| format!("{NAME}: {e}"))
}

/// One document out of the parts.
fn fold(html: &str, glue: &str, style: &str, program: &str) -> Outcome<String> {
    let glue = glue.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    let style = style.replace("</style", "<\\/style");
    let page = without_links(html);
    let (head, rest) = page.split_once("</head>").ok_or("index.html has no </head>")?;
    let (body, end) = rest.rsplit_once("</body>").ok_or("index.html has no </body>")?;
    let page = format!(
        "{head}<style>{style}</style>\n</head>{body}<script>{glue}</script>\n\
         <script id=\"wasm\" type=\"text/plain\">{program}</script>\n\
         <script>{BOOT}</script>\n</body>{end}"
    );
    let policy = policy::single(&[&glue, BOOT], &style);
    policy::insert(&page, &policy).ok_or_else(|| "index.html has no <head>".into())
}

/// The files of style that the document names, in its order: a later one overrides an earlier one.
fn stylesheets(html: &str) -> Vec<&str> {
    let links = html.split("<link ").skip(1).filter_map(|rest| rest.split('>').next());
    let styles = links.filter(|link| link.contains("rel=\"stylesheet\""));
    styles
        .filter_map(|link| link.split_once("href=\"")?.1.split('"').next())
        .map(|href| href.strip_prefix("./").unwrap_or(href))
        .collect()
}

/// The document without the elements that name another file.
fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let tag_end = rest.find('>').map_or(rest.len(), |i| i + 1);
        let tag = &rest[..tag_end];
        let end = if tag.starts_with("<script") {
            rest.find("</script>").map_or(tag_end, |i| i + "</script>".len())
        } else {
            tag_end
        };
        let outside =
            tag.starts_with("<script") || tag.starts_with("<link") && !tag.contains("href=\"data:");
        if !outside {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn read(dist: &Path, pick: impl Fn(&str) -> bool) -> Outcome<String> {
    let name = find(dist, pick)?;
    fs::read_to_string(dist.join(&name)).map_err(|e| format!("{name}: {e}"))
}

/// The one file that `pick` accepts.
fn find(dist: &Path, pick: impl Fn(&str) -> bool) -> Outcome<String> {
    let entries = fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    let names = entries.flatten().filter_map(|e| e.file_name().into_string().ok());
    let found: Vec<String> = names.filter(|n| pick(n)).collect();
    match <[String; 1]>::try_from(found) {
        Ok([name]) => Ok(name),
        Err(found) => Err(format!(
            "{}: one file of a kind was expected, but there are {found:?}; single.rs must learn of it",
            dist.display()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" \
        href=\"./style-1.css\"></head><body><p>1 < 2</p><script defer src=\"./app-1.js\"></script>\
        </body></html>";

    #[test]
    fn nothing_in_the_single_file_names_another_file() {
        let page = fold(PAGE, "let a = '</script><!--';", "p { color: red }", "QUJD").unwrap();
        assert!(!page.contains("app-1.js") && !page.contains("style-1.css"), "{page}");
        assert!(page.contains("href=\"data:,\"") && page.contains("<p>1 < 2</p>"), "{page}");
        assert!(page.contains("<style>p { color: red }</style>"), "{page}");
        // the glue's own text can neither end its element nor open a comment
        assert_eq!(page.matches("</script>").count(), 3, "{page}");
        assert!(!page.contains("<!--"), "{page}");
    }

    #[test]
    fn styles_keep_their_order() {
        let html = "<link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"./b-1.css\"/>\
            <link rel=\"stylesheet\" href=\"./a-2.css\" integrity=\"x\"/>";
        assert_eq!(stylesheets(html), ["b-1.css", "a-2.css"]);
        assert_eq!(stylesheets(PAGE), ["style-1.css"]);
    }

    #[test]
    fn a_page_without_a_body_is_refused() {
        assert!(fold("<html><head></head></html>", "", "", "").is_err());
    }
}
