//! What a GeoTIFF says of where it lies: its keys, and where each pixel is.

use super::unusable;
use crate::error::Error;
use diag::Text;

/// Whether heights are of areas or of points.
const RASTER_TYPE: u16 = 1025;
/// The code of a coordinate system in degrees.
const GEOGRAPHIC: u16 = 2048;
/// The code of a projected coordinate system.
const PROJECTED: u16 = 3072;
/// Pixels are points, so the tie is to the middle of one, not to its corner.
const PIXEL_IS_POINT: u16 = 2;
/// A code that stands for a system of the file's own.
const USER_DEFINED: u16 = 32767;

/// The keys: a list of numbers with short values.
pub(super) struct Keys<'k>(&'k [u16]);

impl<'k> Keys<'k> {
    pub(super) const fn new(list: &'k [u16]) -> Self {
        Self(list)
    }

    fn get(&self, wanted: u16) -> Option<u16> {
        let (entries, _) = self.0.get(4..)?.as_chunks::<4>();
        entries
            .iter()
            .find_map(|&[key, place, _, value]| (key == wanted && place == 0).then_some(value))
    }

    /// The code of the coordinate system, 0 if there is none.
    pub(super) fn epsg(&self) -> u16 {
        let told = |key| self.get(key).filter(|code| *code != USER_DEFINED && *code != 0);
        let own = self.get(PROJECTED) == Some(USER_DEFINED);
        told(PROJECTED).or_else(|| if own { None } else { told(GEOGRAPHIC) }).unwrap_or(0)
    }
}

/// Where the pixels are: the middle of the first one, and the size of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raster {
    west: f64,
    north: f64,
    wide: f64,
    high: f64,
}

impl Raster {
    pub(super) fn new(
        scale: Option<&[f64]>,
        tie: Option<&[f64]>,
        keys: &Keys<'_>,
    ) -> Result<Self, Error> {
        let lacks = |what: &str| {
            unusable(&Text::new(format!("没有{what}的图像"), format!("an image without {what}")))
        };
        let (wide, high) = match scale {
            Some([wide, high, ..])
                if *wide > 0.0 && *high > 0.0 && wide.is_finite() && high.is_finite() =>
            {
                (*wide, *high)
            }
            _ => return Err(lacks("ModelPixelScale")),
        };
        let Some([column, row, _, x, y, ..]) = tie else { return Err(lacks("ModelTiepoint")) };
        if ![column, row, x, y].into_iter().all(|number| number.is_finite()) {
            return Err(lacks("ModelTiepoint"));
        }
        let point = keys.get(RASTER_TYPE) == Some(PIXEL_IS_POINT);
        let half = if point { 0.0 } else { 0.5 };
        Ok(Self { west: x + (half - column) * wide, north: y - (half - row) * high, wide, high })
    }

    /// Column and row of a place, with what lies between two pixels as a fraction.
    pub(super) fn pixel(&self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.west) / self.wide, (self.north - y) / self.high)
    }
}
