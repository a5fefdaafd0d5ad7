//! Heights of the ground from a GeoTIFF: [`Elevation::at`].
//!
//! One band, in degrees or in a transverse Mercator projection. All heights are held in
//! memory, as 32-bit floats; a file with more pixels than [`PIXELS_MAX`] is refused first.

mod geokeys;
mod projection;

use crate::error::{Error, format_of, unread};
use crate::fence::fenced;
use crate::num;
use access::Point;
use diag::{Text, codes::maps as code};
use geokeys::Raster;
use projection::Projection;
use std::io::{Read, Seek, SeekFrom};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

/// The most pixels that are held: 256 MB of heights.
pub const PIXELS_MAX: u64 = 64 << 20;

/// Heights of the ground.
#[derive(Debug, Clone)]
pub struct Elevation {
    width: usize,
    height: usize,
    /// Row by row from the north; what has no height is not a number.
    heights: Vec<f32>,
    raster: Raster,
    projection: Projection,
}

impl Elevation {
    /// Reads a GeoTIFF.
    pub fn read<R: Read + Seek>(mut reader: R) -> Result<Self, Error> {
        let mut begins = Vec::new();
        reader.by_ref().take(64).read_to_end(&mut begins).map_err(unread)?;
        reader.seek(SeekFrom::Start(0)).map_err(unread)?;
        let known = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
        if !known.iter().any(|magic| begins.starts_with(*magic)) {
            return Err(unusable(&format_of(&begins)));
        }
        fenced(|| decode(reader), || unusable(&Text::new("损坏的图像", "an image that breaks")))
    }

    /// The height at a place, metres, from the four pixels around it; none outside, and none in
    /// a pixel without a height.
    pub fn at(&self, point: Point) -> Option<f64> {
        let (x, y) = self.projection.forward(point)?;
        let (column, row) = self.raster.pixel(x, y);
        let inside = |at: f64, n: usize| (-0.5..=num::count(n) - 0.5).contains(&at);
        if !inside(column, self.width) || !inside(row, self.height) {
            return None;
        }
        self.height(num::cell(row + 0.5), num::cell(column + 0.5))?;
        let column = column.clamp(0.0, num::count(self.width - 1));
        let row = row.clamp(0.0, num::count(self.height - 1));
        let (left, top) = (num::cell(column), num::cell(row));
        let (east, south) = (column.fract(), row.fract());
        // Where a pixel has no height, as on a shore, the others speak for it.
        let corners = [
            (top, left, (1.0 - south) * (1.0 - east)),
            (top, left + 1, (1.0 - south) * east),
            (top + 1, left, south * (1.0 - east)),
            (top + 1, left + 1, south * east),
        ];
        let (sum, weight) = corners
            .iter()
            .filter_map(|&(row, column, weight)| Some((self.height(row, column)?, weight)))
            .fold((0.0, 0.0), |(sum, all), (height, weight)| (sum + height * weight, all + weight));
        (weight > 0.0).then(|| sum / weight)
    }

    fn height(&self, row: usize, column: usize) -> Option<f64> {
        let column = column.min(self.width - 1);
        let row = row.min(self.height - 1);
        let height = self.heights.get(row * self.width + column)?;
        height.is_finite().then(|| f64::from(*height))
    }
}

fn decode<R: Read + Seek>(reader: R) -> Result<Elevation, Error> {
    let limits = Limits::default();
    let mut tiff = Decoder::new(reader).map_err(lower)?.with_limits(limits);
    let (wide, high) = tiff.dimensions().map_err(lower)?;
    let pixels = u64::from(wide) * u64::from(high);
    if pixels == 0 {
        return Err(unusable(&Text::new("没有像元的图像", "an image without pixels")));
    }
    if pixels > PIXELS_MAX {
        let expected =
            Text::new(format!("至多{PIXELS_MAX}个像元"), format!("at most {PIXELS_MAX} pixels"));
        let found = Text::new(format!("{wide} × {high}"), format!("{wide} by {high}"));
        return Err(Error::between(code::S0515, &expected, &found));
    }
    if !matches!(tiff.colortype().map_err(lower)?, ColorType::Gray(_)) {
        return Err(unusable(&Text::new("彩色图像", "an image in colours")));
    }
    let mut numbers = |tag: Tag| {
        let value = tiff.find_tag(tag).map_err(lower)?;
        value.map(|value| value.into_f64_vec().map_err(lower)).transpose()
    };
    let scale = numbers(Tag::ModelPixelScaleTag)?;
    let tie = numbers(Tag::ModelTiepointTag)?;
    let keys = tiff.find_tag(Tag::GeoKeyDirectoryTag).map_err(lower)?;
    let keys = keys.map(|keys| keys.into_u16_vec().map_err(lower)).transpose()?;
    let keys = geokeys::Keys::new(keys.as_deref().unwrap_or_default());
    let raster = Raster::new(scale.as_deref(), tie.as_deref(), &keys)?;
    let projection = Projection::of(&keys)?;
    let nodata = tiff.find_tag(Tag::GdalNodata).map_err(lower)?;
    let nodata = nodata.and_then(|text| text.into_string().ok());
    let nodata: Option<f64> = nodata.and_then(|text| text.trim_matches(['\0', ' ']).parse().ok());
    let heights = heights(tiff.read_image().map_err(lower)?, nodata);
    let (width, height) = (num::at(wide), num::at(high));
    if heights.len() != width * height {
        return Err(unusable(&Text::new("多波段图像", "an image of several bands")));
    }
    Ok(Elevation { width, height, heights, raster, projection })
}

/// All samples as heights; the value that stands for none becomes what is not a number.
fn heights(samples: DecodingResult, nodata: Option<f64>) -> Vec<f32> {
    let height = |value: f64| if nodata == Some(value) { f32::NAN } else { num::height(value) };
    match samples {
        DecodingResult::U8(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::U16(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::U32(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::I8(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::I16(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::I32(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::F16(all) => all.into_iter().map(|v| height(v.to_f64())).collect(),
        DecodingResult::F32(all) => all.into_iter().map(|v| height(v.into())).collect(),
        DecodingResult::F64(all) => all.into_iter().map(height).collect(),
        DecodingResult::I64(all) => all.into_iter().map(|v| height(num::float(v))).collect(),
        DecodingResult::U64(all) => {
            let whole = |v: u64| i64::try_from(v).map_or(f64::NAN, num::float);
            all.into_iter().map(|v| height(whole(v))).collect()
        }
    }
}

/// Expected heights, found something else.
fn unusable(found: &Text) -> Error {
    let expected =
        Text::new("单波段、带地理参照的GeoTIFF", "a GeoTIFF of one band that says where it lies");
    Error::between(code::S0513, &expected, found)
}

fn lower(e: TiffError) -> Error {
    match e {
        TiffError::IoError(e) if e.kind() != std::io::ErrorKind::UnexpectedEof => unread(e),
        TiffError::UnsupportedError(e) => {
            let found = Text::new("不支持的TIFF编码", "a TIFF coded in a way that is not read");
            unusable(&found).because(e)
        }
        other @ (TiffError::FormatError(_)
        | TiffError::IoError(_)
        | TiffError::LimitsExceeded
        | TiffError::IntSizeError
        | TiffError::UsageError(_)) => {
            unusable(&Text::new("损坏的图像", "an image that does not decode")).because(other)
        }
    }
}

#[cfg(test)]
mod tests;
