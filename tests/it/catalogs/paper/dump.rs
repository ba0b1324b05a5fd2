//! A page as text that a person can read in a diff: each line of type with its place and size, the rules
//! gathered, the dark squares of codes counted. All of it comes from the page's picture.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use guidang::paper::PageImage;

/// A line of type: left end of its baseline in millimetres, its size in points.
struct Line {
    x: f64,
    y: f64,
    size: f64,
    /// `b` bold, `r` red, `t` turned
    marks: String,
    text: String,
}

/// Rules of one weight, ink and direction that reach from the same place to the same place, and where they lie.
type Rules = BTreeMap<(String, &'static str, [i64; 2]), Vec<i64>>;

/// What stands on one page.
#[derive(Default)]
struct Placed {
    lines: Vec<Line>,
    rules: Rules,
    /// Rules neither across nor down, as written.
    slanted: Vec<String>,
    /// Dark rectangles, those of one code together: x, y, width, height.
    dark: Vec<Vec<[f64; 4]>>,
}

/// Everything on a page, in reading order:
///
/// ```text
/// page 1 of 2, 210.0 × 297.0 mm
///   88.3   31.2 18.0 b  卷内目录
/// rules 0.5 pt across 25.0–185.0 at 60.0 75.0
/// dark 412 rectangles within 20.0–45.0 × 30.0–55.0, 251.3 mm²
/// ```
pub fn dumped(picture: &PageImage, page: usize, pages: usize) -> String {
    let Placed { mut lines, rules, slanted, dark } = placed(&picture.svg);
    let mut dump = format!("page {page} of {pages}, {:.1} × {:.1} mm\n", picture.width, picture.height);
    let tenths = |mm: f64| (mm * 10.0).round() as i64;
    lines.sort_by_key(|line| (tenths(line.y), tenths(line.x)));
    for Line { x, y, size, marks, text } in lines {
        writeln!(dump, "{x:6.1} {y:6.1} {size:4.1} {marks:<2} {text}").unwrap();
    }
    for ((kind, direction, [from, to]), mut places) in rules {
        places.sort_unstable();
        places.dedup();
        let places: Vec<String> = places.into_iter().map(mm).collect();
        writeln!(dump, "rules {kind} {direction} {}–{} at {}", mm(from), mm(to), places.join(" ")).unwrap();
    }
    for rule in slanted {
        writeln!(dump, "{rule}").unwrap();
    }
    for squares in dark {
        let edge = |at: usize| squares.iter().map(|square| square[at]).fold(f64::MAX, f64::min);
        let far = |at: usize| squares.iter().map(|square| square[at] + square[at + 2]).fold(0.0, f64::max);
        let area: f64 = squares.iter().map(|square| square[2] * square[3]).sum();
        let (count, [x, y], [right, below]) = (squares.len(), [edge(0), edge(1)], [far(0), far(1)]);
        writeln!(dump, "dark {count} rectangles within {x:.1}–{right:.1} × {y:.1}–{below:.1}, {area:.1} mm²")
            .unwrap();
    }
    dump
}

/// The texts on a page, in the order they are drawn.
pub fn texts(picture: &PageImage) -> Vec<String> {
    placed(&picture.svg).lines.into_iter().map(|line| line.text).collect()
}

/// Tenths of a millimetre as millimetres.
fn mm(tenths: i64) -> String {
    format!("{:.1}", tenths as f64 / 10.0)
}

fn placed(svg: &str) -> Placed {
    let mut placed = Placed::default();
    let mut before = "";
    for element in svg.split('<') {
        let Some((tag, content)) = element.split_once('>') else { continue };
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match name {
            "text" => placed.lines.push(line(tag, content)),
            "path" => rule(tag, &mut placed),
            // the first is the paper itself
            "rect" if attribute(tag, "x").is_some() => {
                let square = ["x", "y", "width", "height"].map(|key| number(tag, key));
                match placed.dark.last_mut().filter(|_| before == "rect") {
                    Some(squares) => squares.push(square),
                    None => placed.dark.push(vec![square]),
                }
            }
            _ => assert!(matches!(name, "rect" | "svg" | "g" | ""), "an element that no page has: {element}"),
        }
        before = name;
    }
    placed
}

fn line(tag: &str, content: &str) -> Line {
    let mut marks = String::new();
    marks.extend(attribute(tag, "font-weight").map(|_| 'b'));
    marks.extend(is_red(tag, "fill").then_some('r'));
    marks.extend(attribute(tag, "transform").map(|_| 't'));
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let text = text.iter().fold(content.to_owned(), |text, (from, to)| text.replace(from, to));
    let size = number(tag, "font-size") * 72.0 / 25.4;
    Line { x: number(tag, "x"), y: number(tag, "y"), size, marks, text }
}

fn rule(tag: &str, placed: &mut Placed) {
    let path = attribute(tag, "d").unwrap();
    let numbers: Vec<i64> = path
        .split(['M', 'L', ' '])
        .filter(|number| !number.is_empty())
        .map(|number| (number.parse::<f64>().unwrap() * 10.0).round() as i64)
        .collect();
    let [x, y, to_x, to_y] = numbers[..] else { panic!("a rule from nowhere: {path}") };
    let weight = number(tag, "stroke-width") * 72.0 / 25.4;
    let kind = format!("{weight:.1} pt{}", if is_red(tag, "stroke") { " red" } else { "" });
    let (direction, ends, place) = match (x == to_x, y == to_y) {
        (_, true) => ("across", [x, to_x], y),
        (true, false) => ("down", [y, to_y], x),
        (false, false) => {
            let [x, y, to_x, to_y] = [x, y, to_x, to_y].map(mm);
            return placed.slanted.push(format!("rule {kind} from {x} {y} to {to_x} {to_y}"));
        }
    };
    placed.rules.entry((kind, direction, ends)).or_default().push(place);
}

fn is_red(tag: &str, key: &str) -> bool {
    attribute(tag, key).is_some_and(|colour| colour != "#000")
}

fn number(tag: &str, key: &str) -> f64 {
    attribute(tag, key).unwrap_or_else(|| panic!("no {key} in <{tag}>")).parse().unwrap()
}

fn attribute<'t>(tag: &'t str, key: &str) -> Option<&'t str> {
    Some(tag.split_once(&format!(" {key}=\""))?.1.split_once('"')?.0)
}
