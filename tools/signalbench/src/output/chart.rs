// SPDX-License-Identifier: MIT OR Apache-2.0
//! Line charts as SVG, in the colours of whatever page they are on.

use std::fmt::Write as _;

/// One line of a chart.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) style: Style,
    /// Payload and value, by payload.
    pub(super) points: Vec<(f64, f64)>,
}

/// How a stack is drawn, everywhere alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) colour: &'static str,
    pub(super) dashes: &'static str,
    pub(super) width: &'static str,
}

/// Colours that also people with colour-blindness tell apart (Okabe and Ito), then others.
const COLOURS: [&str; 8] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d3b", "#7b5cd6", "#a0a000"];

impl Style {
    /// The style of the stack at this place of all foreign ones.
    pub(super) fn foreign(place: usize) -> Self {
        Self { colour: COLOURS[place % COLOURS.len()], dashes: "", width: "1.5" }
    }

    /// The style of our own stack at this place.
    pub(super) fn own(place: usize) -> Self {
        let dashes = ["", "7 2", "2 2", "7 2 2 2"][place % 4];
        Self { colour: "#d55e00", dashes, width: "2.5" }
    }

    /// The style of the floor at this place.
    pub(super) fn floor(place: usize) -> Self {
        let dashes = ["6 3", "1 3", "8 3 1 3"][place % 3];
        Self { colour: "#888888", dashes, width: "1.5" }
    }
}

/// What the vertical axis shows.
pub(super) struct Axis {
    pub(super) title: &'static str,
    /// Decades, or 0 … 100.
    pub(super) logarithmic: bool,
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 34.0;

/// A chart over payload sizes, each twice the last.
pub(super) fn draw(axis: &Axis, series: &[Series]) -> String {
    let scale = Scale::of(axis, series);
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\
         <text x=\"{LEFT}\" y=\"16\" class=\"title\">{}</text>",
        escape(axis.title),
        escape(axis.title)
    );
    for (value, label) in scale.rows(axis) {
        let y = scale.y(value);
        let _ = write!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\" class=\"grid\"/>\
             <text x=\"{}\" y=\"{:.1}\" class=\"tick\" text-anchor=\"end\">{label}</text>",
            WIDTH - RIGHT,
            LEFT - 5.0,
            y + 3.5
        );
    }
    for payload in scale.payloads() {
        let x = scale.x(payload);
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" class=\"tick\" text-anchor=\"middle\">{}</text>",
            HEIGHT - BOTTOM + 14.0,
            bytes(payload)
        );
    }
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{}\" class=\"tick\" text-anchor=\"middle\">payload</text>",
        LEFT.midpoint(WIDTH - RIGHT),
        HEIGHT - 4.0
    );
    for line in series {
        svg += &polyline(line, &scale, axis);
    }
    svg + "</svg>"
}

fn polyline(line: &Series, scale: &Scale, axis: &Axis) -> String {
    let Style { colour, dashes, width } = line.style;
    // Nothing measured has no place on a logarithmic scale.
    let points: Vec<(f64, f64)> = line
        .points
        .iter()
        .copied()
        .filter(|(_, value)| !axis.logarithmic || *value > 0.0)
        .collect();
    let path: Vec<String> = points
        .iter()
        .map(|(payload, value)| format!("{:.1},{:.1}", scale.x(*payload), scale.y(*value)))
        .collect();
    let mut svg = format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" \
         stroke-dasharray=\"{dashes}\"/>",
        path.join(" ")
    );
    for (payload, value) in points {
        let _ = write!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\" fill=\"{colour}\"><title>{}, {}: \
             {}</title></circle>",
            scale.x(payload),
            scale.y(value),
            escape(&line.name),
            bytes(payload),
            short(value)
        );
    }
    svg
}

/// From values to places.
struct Scale {
    /// Smallest and largest, as drawn: logarithms where the axis is logarithmic.
    x: (f64, f64),
    y: (f64, f64),
    logarithmic: bool,
}

impl Scale {
    fn of(axis: &Axis, series: &[Series]) -> Self {
        let points = || series.iter().flat_map(|line| line.points.iter());
        let sizes = points().map(|(payload, _)| payload.log2());
        let x = range(sizes, (5.0, 17.0));
        let y = if axis.logarithmic {
            let values = points().map(|(_, value)| *value).filter(|value| *value > 0.0);
            let (low, high) = range(values.map(f64::log10), (0.0, 1.0));
            (low.floor(), high.ceil().max(low.floor() + 1.0))
        } else {
            (0.0, 100.0)
        };
        Self { x, y, logarithmic: axis.logarithmic }
    }

    fn x(&self, payload: f64) -> f64 {
        let share = (payload.log2() - self.x.0) / (self.x.1 - self.x.0).max(1.0);
        LEFT + 6.0 + share * (WIDTH - LEFT - RIGHT - 12.0)
    }

    fn y(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.log10() } else { value };
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
    }

    /// Where horizontal lines go, and what is written at them.
    fn rows(&self, axis: &Axis) -> Vec<(f64, String)> {
        if axis.logarithmic {
            let decades = std::iter::successors(Some(self.y.0), |last| Some(last + 1.0));
            decades
                .take_while(|decade| *decade <= self.y.1)
                .map(|decade| (10_f64.powf(decade), short(10_f64.powf(decade))))
                .collect()
        } else {
            [0.0, 25.0, 50.0, 75.0, 100.0].map(|value| (value, short(value))).to_vec()
        }
    }

    /// Every other size, lest the labels touch.
    fn payloads(&self) -> Vec<f64> {
        std::iter::successors(Some(self.x.0), |last| Some(last + 2.0))
            .take_while(|size| *size <= self.x.1)
            .map(f64::exp2)
            .collect()
    }
}

fn range(values: impl Iterator<Item = f64>, without: (f64, f64)) -> (f64, f64) {
    values
        .fold(None, |range: Option<(f64, f64)>, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
        .unwrap_or(without)
}

/// 131072 as 128K.
pub(super) fn bytes(payload: f64) -> String {
    if payload >= 1_048_576.0 {
        format!("{:.0}M", payload / 1_048_576.0)
    } else if payload >= 1024.0 {
        format!("{:.0}K", payload / 1024.0)
    } else {
        format!("{payload:.0}")
    }
}

/// A number with as many digits as one can take in.
pub(super) fn short(value: f64) -> String {
    if value >= 1e6 {
        format!("{} M", trim(value / 1e6))
    } else if value >= 1e3 {
        format!("{} k", trim(value / 1e3))
    } else {
        trim(value)
    }
}

fn trim(value: f64) -> String {
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else if value >= 1.0 {
        2
    } else {
        3
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Text as it may stand in HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.05, "0.05"),
            (1.5, "1.5"),
            (12.34, "12.3"),
            (100.0, "100"),
            (54_321.0, "54.3 k"),
            (6_000_000.0, "6 M"),
        ] {
            assert_eq!(short(value), text);
        }
        assert_eq!((bytes(32.0), bytes(131_072.0)), ("32".to_owned(), "128K".to_owned()));
        assert_eq!(bytes(1_048_576.0), "1M");
    }

    #[test]
    fn a_chart_has_a_line_for_each_stack_and_a_point_for_each_value() {
        let series = [
            Series {
                name: "a<b".to_owned(),
                style: Style::foreign(0),
                points: vec![(32.0, 1000.0), (64.0, 10.0)],
            },
            Series {
                name: "c".to_owned(),
                style: Style::floor(0),
                points: vec![(32.0, 0.0), (64.0, 5.0)],
            },
        ];
        let axis = Axis { title: "messages/s", logarithmic: true };
        let svg = draw(&axis, &series);
        assert_eq!(svg.matches("<polyline").count(), 2);
        // The value of nothing is not on a logarithmic scale.
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("a&lt;b, 32: 1 k") && !svg.contains("NaN") && !svg.contains("inf"));
        let empty = draw(&Axis { title: "received", logarithmic: false }, &[]);
        assert!(empty.ends_with("</svg>") && !empty.contains("NaN"));
    }
}
