//! Linking project sites into routes (精特亮): on foot or by car, drawn, with the state of each
//! site's project beside it.

use super::ask::placed;
use super::ground::Ground;
use crate::error::Error;
use access::Point;
use access::estate::Doors;
use access::isochrone::{Way, between, way};
use access::network::Position;
use access::pace::Times;
use access::route::{Effort, Linked, Problem, Proof, link};
use access::search::Search;
use diag::{Language, Text};
use std::fmt::Write;

/// A project site.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// What seeing it is worth.
    pub prize: u32,
    /// Minutes spent there.
    pub visit_min: f64,
    /// The state of its project: planned, under way, done.
    pub state: String,
    /// How far the project is, percent.
    pub progress: Option<f64>,
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct RouteRequest {
    /// The sites.
    pub sites: Vec<Site>,
    /// Where every route starts.
    pub start: Point,
    /// Minutes of each route.
    pub budget: f64,
    /// How many routes.
    pub routes: usize,
    /// Whether a route comes back to its start.
    pub returns: bool,
    /// Whether people go by car.
    pub drive: bool,
}

/// A stop on a route.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// The site.
    pub site: Site,
    /// Minutes after the start at which it is reached.
    pub arrive: f64,
    /// Minutes after the start at which it is left.
    pub leave: f64,
}

/// A route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its stops, in order.
    pub stops: Vec<Stop>,
    /// Its way, as a line.
    pub line: Vec<Point>,
    /// Its length, metres.
    pub metres: f64,
    /// Its minutes, visits and the way back included.
    pub minutes: f64,
    /// The sum of its prizes.
    pub prize: u64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Routes {
    /// The start.
    pub start: Point,
    /// The routes.
    pub routes: Vec<Route>,
    /// Sites on no route, and why.
    pub left_out: LeftOut,
    /// The prize of all routes.
    pub prize: u64,
    /// No plan has a greater prize.
    pub bound: u64,
    /// Whether it is proved that none is better.
    pub proved: bool,
    /// Said where the map is made up; empty where it is real.
    pub made_up: Text,
}

/// Links sites into routes.
pub fn routes(
    ground: &Ground,
    walker: Option<&str>,
    request: &RouteRequest,
) -> Result<Routes, Error> {
    let some_time = request.budget.is_finite() && request.budget > 0.0;
    if request.sites.is_empty() || request.routes == 0 || !some_time {
        return Err(Error::wrong_use(
            "应至少有一个点、一条路线和大于零的时间",
            "expected at least one site, one route and a time above zero",
        ));
    }
    let (times, limit_m) = if request.drive {
        (ground.driving()?, 500.0)
    } else {
        let (_, pace) = ground.walker(walker)?;
        let doors = Doors::new(&ground.walk, &ground.gates);
        (Times::new(&ground.walk, pace, doors), ground.snap_m)
    };
    let mut places = vec![placed(&times, request.start, limit_m)?];
    let (sites, far) = on_network(&times, &request.sites, limit_m, &mut places)?;
    let request = &RouteRequest { sites, ..request.clone() };
    let mut search = Search::new(times.network().junctions());
    let problem = Problem {
        prizes: request.sites.iter().map(|site| site.prize).collect(),
        visits: request.sites.iter().map(|site| site.visit_min).collect(),
        travel: between(&times, &places, &mut search),
        budget: request.budget,
        routes: request.routes,
        returns: request.returns,
    };
    let linked = link(&problem, Effort::default()).map_err(|found| {
        Error::refused("未能连成路线", "could not link the sites").because(found)
    })?;
    let mut routes = drawn(&times, request, &places, &linked, &mut search);
    routes.made_up.clone_from(&ground.made_up);
    routes.left_out.extend(far);
    Ok(routes)
}

/// Sites on no route, and why.
type LeftOut = Vec<(Site, Text)>;

/// The sites that lie on the network, whose places are added, and those that do not.
fn on_network(
    times: &Times,
    all: &[Site],
    limit_m: f64,
    places: &mut Vec<Position>,
) -> Result<(Vec<Site>, LeftOut), Error> {
    let (mut sites, mut far) = (Vec::new(), LeftOut::new());
    for site in all {
        match placed(times, Point { lon: site.lon, lat: site.lat }, limit_m) {
            Ok(place) => {
                places.push(place);
                sites.push(site.clone());
            }
            Err(why) => far.push((site.clone(), why.message)),
        }
    }
    match far.first().filter(|_| sites.is_empty()) {
        None => Ok((sites, far)),
        Some((site, why)) => Err(Error::refused(
            format!("没有一个点在路网上；`{}`：{}", site.id, why.zh),
            format!("no site is on the network; `{}`: {}", site.id, why.en),
        )),
    }
}

fn drawn(
    times: &Times,
    request: &RouteRequest,
    places: &[Position],
    linked: &Linked,
    search: &mut Search,
) -> Routes {
    let number = |site: u32| usize::try_from(site).unwrap_or(usize::MAX);
    let mut routes = Vec::new();
    for route in &linked.routes {
        let mut order: Vec<usize> = vec![0];
        order.extend(route.stops.iter().map(|stop| number(stop.site) + 1));
        if request.returns {
            order.push(0);
        }
        let mut whole = Way { minutes: 0.0, metres: 0.0, line: Vec::new() };
        for pair in order.windows(2) {
            let Some(leg) = way(times, places[pair[0]], places[pair[1]], search) else { continue };
            whole.metres += leg.metres;
            whole.line.extend(leg.line);
        }
        whole.line.dedup();
        let stop = |stop: &access::route::Stop| Stop {
            site: request.sites[number(stop.site)].clone(),
            arrive: stop.arrive,
            leave: stop.leave,
        };
        routes.push(Route {
            stops: route.stops.iter().map(stop).collect(),
            line: whole.line,
            metres: whole.metres,
            minutes: route.minutes,
            prize: route.prize,
        });
    }
    let left_out = linked
        .left_out
        .iter()
        .map(|(site, reason)| (request.sites[number(*site)].clone(), reason.text()))
        .collect();
    Routes {
        start: request.start,
        routes,
        left_out,
        prize: linked.prize,
        bound: linked.bound,
        proved: match linked.proof {
            Proof::Exact => true,
            Proof::Bounded => linked.prize == linked.bound,
        },
        made_up: Text::default(),
    }
}

/// The width and height of the map in the drawing; the list of stops stands at its right.
const SIZE: (f64, f64) = (760.0, 640.0);
/// The width of the list, and the height of its lines.
const LIST: (f64, f64) = (520.0, 17.0);
/// One colour a route; each also has its number, for those who see no colour.
const COLOURS: [&str; 8] =
    ["#1f5fa8", "#b0441f", "#2c7a3f", "#7a3f91", "#8a6d00", "#00707a", "#a02060", "#4f4f4f"];

impl Routes {
    /// The routes as a drawing, and beside it every stop with the state of its project.
    pub fn svg(&self, language: Language) -> String {
        let points = self.routes.iter().flat_map(|route| route.line.iter().copied());
        let sites = self.sites().map(|site| Point { lon: site.lon, lat: site.lat });
        let all: Vec<Point> = points.chain(sites).chain([self.start]).collect();
        let frame = Frame::around(&all);
        let list = self.list(language);
        let lines = u32::try_from(list.len()).map_or(0.0, f64::from);
        let (width, height) = (SIZE.0 + LIST.0, SIZE.1.max(40.0 + lines * LIST.1));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#fbfaf6\"/>\n"
        );
        for (number, route) in self.routes.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let line: Vec<String> = route.line.iter().map(|point| frame.pair(*point)).collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" \
                 stroke-opacity=\"0.8\"/>",
                line.join(" ")
            );
        }
        let (x, y) = frame.of(self.start);
        let _ = writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"#222\"/>",
            x - 5.0,
            y - 5.0
        );
        for (number, route) in self.routes.iter().enumerate() {
            for (rank, stop) in route.stops.iter().enumerate() {
                mark(&mut svg, &frame, &stop.site, number, &label(number, rank));
            }
        }
        for (site, _) in &self.left_out {
            mark(&mut svg, &frame, site, usize::MAX, "–");
        }
        let mut y = 30.0;
        for (colour, text) in list {
            let text = escaped(&text);
            let x = SIZE.0 + 10.0;
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{text}</text>");
            y += LIST.1;
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn sites(&self) -> impl Iterator<Item = &Site> {
        let on = self.routes.iter().flat_map(|route| route.stops.iter().map(|stop| &stop.site));
        on.chain(self.left_out.iter().map(|(site, _)| site))
    }

    /// The lines of the list: each route with its stops, then what is left out; with colours.
    fn list(&self, language: Language) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        for (number, route) in self.routes.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let (n, minutes, km) = (number + 1, route.minutes, route.metres / 1000.0);
            lines.push((
                colour,
                match language {
                    Language::Zh => format!("路线 {n}：{minutes:.0} 分钟，{km:.1} 千米"),
                    Language::En => format!("Route {n}: {minutes:.0} minutes, {km:.1} km"),
                },
            ));
            for (rank, stop) in route.stops.iter().enumerate() {
                let text = format!("{}  {}", label(number, rank), told(&stop.site, language));
                lines.push(("#222", text));
            }
        }
        let made_up = self.made_up.get(language);
        if !made_up.is_empty() {
            lines.insert(0, ("#7a5a00", made_up.to_owned()));
        }
        for (site, reason) in &self.left_out {
            lines.push(("#777", format!("–  {}: {}", told(site, language), reason.get(language))));
        }
        lines
    }
}

/// The stop's number on its route.
fn label(route: usize, rank: usize) -> String {
    format!("{}·{}", route + 1, rank + 1)
}

/// A site with the state of its project.
fn told(site: &Site, language: Language) -> String {
    let progress = site.progress.map_or_else(String::new, |percent| format!(" {percent:.0} %"));
    let state = state(&site.state, language);
    format!("{} {state}{progress}", site.name.get(language)).trim_end().to_owned()
}

/// A site with its number.
fn mark(svg: &mut String, frame: &Frame, site: &Site, route: usize, label: &str) {
    let (x, y) = frame.of(Point { lon: site.lon, lat: site.lat });
    let colour = if route == usize::MAX { "#999" } else { COLOURS[route % COLOURS.len()] };
    let _ = writeln!(
        svg,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#222\" stroke=\"#fbfaf6\" stroke-width=\"3\" \
         paint-order=\"stroke\">{label}</text>",
        x + 6.0,
        y + 4.0
    );
}

/// The state of a project in words; a word of the district's own stays as it is.
pub fn state(word: &str, language: Language) -> &str {
    let (zh, en) = match word {
        "planned" => ("计划中", "planned"),
        "under_way" => ("在建", "under way"),
        "done" => ("已建成", "done"),
        other => (other, other),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// From degrees to the drawing.
struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    squeeze: f64,
}

impl Frame {
    fn around(points: &[Point]) -> Self {
        let fold = |get: fn(&Point) -> f64, pick: fn(f64, f64) -> f64, start: f64| {
            points.iter().map(get).fold(start, pick)
        };
        let (west, east) = (fold(|p| p.lon, f64::min, 180.0), fold(|p| p.lon, f64::max, -180.0));
        let (south, north) = (fold(|p| p.lat, f64::min, 90.0), fold(|p| p.lat, f64::max, -90.0));
        let squeeze = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (wide, high) = (((east - west) * squeeze).max(1e-6), (north - south).max(1e-6));
        // Room for numbers at the right.
        let scale = ((SIZE.0 - 80.0) / wide).min((SIZE.1 - 60.0) / high);
        Self { west, north, scale, squeeze }
    }

    fn of(&self, point: Point) -> (f64, f64) {
        (
            30.0 + (point.lon - self.west) * self.squeeze * self.scale,
            30.0 + (self.north - point.lat) * self.scale,
        )
    }

    fn pair(&self, point: Point) -> String {
        let (x, y) = self.of(point);
        format!("{x:.1},{y:.1}")
    }
}
