//! The diagram as a file of its own: an SVG that needs nothing but itself. The styles are those of
//! the page, with the light colours put in; a legend stands below.

use super::{
    looks::legend,
    picture::{Geometry, Picture, Shape, breadth, draw},
};
use crate::{
    present::lanes::{LanesView, member},
    text::{Exact, Words},
};
use std::fmt::Write;

/// The visible window as the text of an SVG file.
pub fn file(view: &LanesView, width: f64, words: Words) -> String {
    let lanes = view.lanes.len();
    let at = Geometry::new(width, lanes as f64 * LANE, lanes, view.window);
    let picture = draw(view, &at, None, words);
    let (keys, below) = keys(picture.width, words);
    let text = &words.lanes;
    let title = text.file_title(Exact(view.window.from), Exact(view.window.to));
    let members = lanes - view.lanes.iter().filter(|lane| member(lane.peer).is_none()).count();
    let desc = text.file_desc(members, view.lines.len(), view.moment);
    let (width, top, height) = (picture.width, picture.height, picture.height + below);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lanes-picture\" role=\"img\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<style>{}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n",
        escape(&title),
        escape(&desc),
        escape(&style()),
    );
    write_picture(&picture, &mut out);
    let _ =
        writeln!(out, "<g class=\"legend\" transform=\"translate(0 {top})\">\n{keys}</g>\n</svg>");
    out
}

fn write_picture(picture: &Picture, out: &mut String) {
    for layer in &picture.layers {
        let _ = writeln!(out, "<g class=\"{}\">", layer.class);
        layer.shapes.iter().for_each(|shape| write_shape(shape, out));
        out.push_str("</g>\n");
    }
}

fn write_shape(shape: &Shape, out: &mut String) {
    let _ = match shape {
        Shape::Rect { class, x, y, width, height, title } => writeln!(
            out,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\"><title>{}</title></rect>",
            escape(title)
        ),
        Shape::Path { class, d } => writeln!(out, "<path class=\"{class}\" d=\"{d}\"/>"),
        Shape::Text { class, x, y, text, .. } => {
            writeln!(
                out,
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
                escape(text)
            )
        }
    };
}

/// The legend in rows, and how high it is.
fn keys(width: f64, words: Words) -> (String, f64) {
    let mut out = String::new();
    let (mut x, mut y) = (10.0, 4.0);
    for (shapes, word) in legend(words) {
        let wide = 36.0 + breadth(word) + 14.0;
        if x + wide > width && x > 10.0 {
            (x, y) = (10.0, y + 20.0);
        }
        let _ = writeln!(out, "<g transform=\"translate({x:.1} {y:.1})\">");
        shapes.iter().for_each(|shape| write_shape(shape, &mut out));
        let _ = writeln!(out, "<text class=\"word\" x=\"36\" y=\"11\">{}</text></g>", escape(word));
        x += wide;
    }
    (out, y + 26.0)
}

/// The rules of the page with each token replaced by its light colour.
fn style() -> String {
    let mut out = String::with_capacity(RULES.len());
    let mut rest = RULES;
    while let Some((before, after)) = rest.split_once("var(--") {
        let Some((name, after)) = after.split_once(')') else { break };
        let light = LIGHT.iter().find(|(token, _)| *token == name);
        out.push_str(before);
        out.push_str(light.map_or("currentcolor", |(_, colour)| colour));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What has a meaning of its own in XML is written as its entity; what XML cannot hold is left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

const RULES: &str = include_str!("../../../static/lanes.css");
/// The light tokens of `static/style.css` that the rules use; a test compares them.
pub const LIGHT: &[(&str, &str)] = &[
    ("paper", "#f7f5f0"),
    ("panel", "#ffffff"),
    ("ink", "#1c2330"),
    ("muted", "#5c6777"),
    ("line", "#e3dfd5"),
    ("line-strong", "#b9b4a6"),
    ("accent", "#2456c9"),
    ("ok", "#17784d"),
    ("bad", "#bd2942"),
    ("bad-soft", "#fbe7ea"),
    ("term-0", "#0069a8"),
    ("term-1", "#b04600"),
    ("term-2", "#007a58"),
    ("term-3", "#a8437f"),
    ("term-4", "#7d6300"),
    ("term-5", "#17707f"),
    ("term-6", "#5a4fc4"),
    ("term-7", "#7b4b36"),
    ("sans", "sans-serif"),
    ("mono", "monospace"),
];
/// The height of a lane in a file.
const LANE: f64 = 34.0;
