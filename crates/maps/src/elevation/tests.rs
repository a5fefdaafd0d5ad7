//! Small images made by hand, projections against known places, and the shared heights.

use super::*;
use crate::tests::{Failing, battered, shared};
use std::io::Cursor;
use tiff::encoder::{TiffEncoder, colortype::Gray32Float, colortype::RGB8};

const SCALE: [f64; 3] = [0.01, 0.01, 0.0];
const TIE: [f64; 6] = [0.0, 0.0, 0.0, 121.5, 30.0, 0.0];

fn keys(system: u16, epsg: u16, raster: u16) -> Vec<u16> {
    vec![1, 1, 0, 2, 1025, 0, 1, raster, system, 0, 1, epsg]
}

/// An image of 3 by 2 pixels.
fn image(scale: Option<[f64; 3]>, tie: Option<[f64; 6]>, keys: &[u16]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut tiff = TiffEncoder::new(&mut bytes).unwrap();
    let mut image = tiff.new_image::<Gray32Float>(3, 2).unwrap();
    if let Some(scale) = scale {
        image.encoder().write_tag(Tag::ModelPixelScaleTag, &scale[..]).unwrap();
    }
    if let Some(tie) = tie {
        image.encoder().write_tag(Tag::ModelTiepointTag, &tie[..]).unwrap();
    }
    if !keys.is_empty() {
        image.encoder().write_tag(Tag::GeoKeyDirectoryTag, keys).unwrap();
    }
    image.encoder().write_tag(Tag::GdalNodata, "-9999").unwrap();
    image.write_data(&[10.0, 20.0, 30.0, 40.0, 50.0, -9999.0]).unwrap();
    bytes.into_inner()
}

fn open(bytes: &[u8]) -> Result<Elevation, Error> {
    Elevation::read(Cursor::new(bytes))
}

fn near(found: Option<f64>, expected: f64, within: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < within), "{found:?} {expected}");
}

#[test]
fn heights_lie_between_those_of_the_pixels_around() {
    let heights = open(&image(Some(SCALE), Some(TIE), &keys(2048, 4326, 1))).unwrap();
    let at = |lon: f64, lat: f64| heights.at(Point::new(lon, lat));
    near(at(121.505, 29.995), 10.0, 1e-6);
    near(at(121.515, 29.985), 50.0, 1e-6);
    near(at(121.51, 29.99), 30.0, 1e-6);
    near(at(121.5075, 29.9925), 20.0, 1e-6);
    // At the edge the last pixel holds to its end.
    near(at(121.5, 30.0), 10.0, 1e-6);
    near(at(121.5299, 29.996), 30.0, 1e-6);
    assert_eq!(at(121.499_999, 29.99), None);
    assert_eq!(at(121.51, 29.979_999), None);
    // A pixel without a height has none; beside it the others speak.
    assert_eq!(at(121.525, 29.985), None);
    assert_eq!(at(121.521, 29.981), None);
    near(at(121.5195, 29.985), 50.0, 1e-6);
    assert_eq!(at(f64::NAN, 29.99), None);
    assert_eq!(at(f64::INFINITY, f64::NEG_INFINITY), None);
}

#[test]
fn pixels_may_be_points_and_the_tie_elsewhere() {
    let heights = open(&image(Some(SCALE), Some(TIE), &keys(2048, 4490, 2))).unwrap();
    near(heights.at(Point::new(121.5, 30.0)), 10.0, 1e-6);
    near(heights.at(Point::new(121.51, 29.99)), 50.0, 1e-6);
    let tie = [1.0, 1.0, 0.0, 121.51, 29.99, 0.0];
    let heights = open(&image(Some(SCALE), Some(tie), &keys(2048, 4326, 1))).unwrap();
    near(heights.at(Point::new(121.505, 29.995)), 10.0, 1e-6);
}

#[test]
fn projected_heights_are_found_by_degrees() {
    // UTM zone 51, metres around 121.5° E, 29.9° N.
    let Some((x, y)) = Projection::by_epsg(32651).unwrap().forward(Point::new(121.5, 29.9)) else {
        panic!("no UTM");
    };
    let (scale, tie) = ([10.0, 10.0, 0.0], [0.0, 0.0, 0.0, x - 5.0, y + 5.0, 0.0]);
    let heights = open(&image(Some(scale), Some(tie), &keys(3072, 32651, 1))).unwrap();
    near(heights.at(Point::new(121.5, 29.9)), 10.0, 1e-4);
    assert_eq!(heights.at(Point::new(-60.0, 29.9)), None);
}

#[test]
fn projections_agree_with_known_places() {
    let forward = |epsg: u16, lon: f64, lat: f64| {
        Projection::by_epsg(epsg).unwrap().forward(Point::new(lon, lat)).unwrap()
    };
    let close = |(x, y): (f64, f64), east: f64, north: f64, within: f64| {
        assert!((x - east).abs() < within && (y - north).abs() < within, "{x} {y}");
    };
    // Along the meridian in the middle: the arc of the ellipsoid from the equator.
    close(forward(4549, 120.0, 45.0), 5e5, 4_984_944.378, 0.001);
    close(forward(4528, 120.0, 45.0), 40_500_000.0, 4_984_944.378, 0.001);
    close(forward(4497, 111.0, 45.0), 19_500_000.0, 4_984_944.378, 0.001);
    close(forward(4508, 111.0, 45.0), 5e5, 4_984_944.378, 0.001);
    close(forward(3879, 25.0, 45.0), 25_500_000.0, 4_984_944.378, 0.001);
    close(forward(32651, 123.0, 45.0), 5e5, 0.9996 * 4_984_944.378, 0.001);
    close(forward(32722, -51.0, -45.0), 5e5, 1e7 - 0.9996 * 4_984_944.378, 0.001);
    // East and west of it are the same way off.
    let (east, west) = (forward(32651, 124.0, 30.0), forward(32651, 122.0, 30.0));
    close(east, 1e6 - west.0, west.1, 1e-6);
    // A degree on the parallel of 30° is 96,486.28 m; the scale there is 0.9997 or so.
    assert!((east.0 - 5e5 - 96_486.3 * 0.9997).abs() < 20.0, "{}", east.0);
    assert_eq!(Projection::by_epsg(32651).unwrap().forward(Point::new(10.0, 30.0)), None);
    assert!(
        [0, 2154, 4555, 4490 - 1, 32600, 32661].iter().all(|e| Projection::by_epsg(*e).is_none())
    );
}

#[test]
fn what_cannot_be_used_is_refused() {
    let error = |bytes: &[u8]| open(bytes).unwrap_err();
    let good = keys(2048, 4326, 1);
    for (bytes, code, what) in [
        (b"{}".to_vec(), "S0513", "a JSON text"),
        (image(None, Some(TIE), &good), "S0513", "an image without ModelPixelScale"),
        (image(Some([0.0; 3]), Some(TIE), &good), "S0513", "an image without ModelPixelScale"),
        (image(Some(SCALE), None, &good), "S0513", "an image without ModelTiepoint"),
        (image(Some(SCALE), Some(TIE), &[]), "S0514", "one without an EPSG code"),
        (image(Some(SCALE), Some(TIE), &keys(3072, 2154, 1)), "S0514", "EPSG:2154"),
        (image(Some(SCALE), Some(TIE), &keys(3072, 32767, 1)), "S0514", "one without an EPSG code"),
    ] {
        let error = error(&bytes);
        assert_eq!(error.code.0, code, "{error}");
        assert!(error.text.en.ends_with(what), "{error}");
    }
    let mut colours = Cursor::new(Vec::new());
    let mut tiff = TiffEncoder::new(&mut colours).unwrap();
    tiff.write_image::<RGB8>(2, 1, &[0; 6]).unwrap();
    assert!(error(colours.get_ref()).text.en.ends_with("an image in colours"));
}

#[test]
fn a_huge_image_is_refused_before_it_is_read() {
    let mut bytes = image(Some(SCALE), Some(TIE), &keys(2048, 4326, 1));
    // The entry of the width: tag 256, one number of four bytes.
    let entry = [0, 1, 4, 0, 1, 0, 0, 0];
    let place = bytes.windows(8).position(|window| window == entry).unwrap();
    bytes[place + 8..place + 12].copy_from_slice(&100_000_000_u32.to_le_bytes());
    let error = open(&bytes).unwrap_err();
    assert_eq!(error.code.0, "S0515", "{error}");
}

#[test]
fn no_bytes_make_it_panic() {
    let bytes = image(Some(SCALE), Some(TIE), &keys(2048, 4326, 1));
    let codes = battered(&bytes, open);
    assert!(codes.iter().all(|code| ["S0513", "S0514", "S0515"].contains(code)), "{codes:?}");
}

#[test]
fn a_disk_that_fails_is_said_to_fail() {
    let bytes = image(Some(SCALE), Some(TIE), &keys(2048, 4326, 1));
    let file = Failing { file: Cursor::new(bytes), after: 0 };
    assert_eq!(Elevation::read(file).unwrap_err().code.0, "S0520");
}

#[test]
fn the_shared_heights_are_read() {
    if let Some(bytes) = shared("poa/poa_elevation.tif") {
        let heights = open(&bytes).unwrap();
        let market = heights.at(Point::new(-51.227_811, -30.027_565)).unwrap();
        assert!((0.0..30.0).contains(&market), "{market}");
        // The hill of Santo Antônio above the lake.
        let hill = heights.at(Point::new(-51.196, -30.074)).unwrap();
        assert!(hill > market + 20.0, "{hill}");
        assert_eq!(heights.at(Point::new(-50.0, -30.0)), None);
    }
    if let Some(bytes) = shared("helsinki/elevation_model_2021_lapinlahti.tif") {
        let heights = open(&bytes).unwrap();
        let bay = heights.at(Point::new(24.9124, 60.1680)).unwrap();
        assert!((-5.0..40.0).contains(&bay), "{bay}");
    }
}
