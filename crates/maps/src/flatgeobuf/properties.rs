//! The properties of a feature: a run of column numbers, each with its value.

use crate::features::Value;
use crate::num;
use flatgeobuf::{Column, ColumnType};

/// Reads properties; none if they do not fit their columns.
pub(super) fn read(columns: &[Column<'_>], bytes: &[u8]) -> Option<Vec<(String, Value)>> {
    let mut rest = Rest(bytes);
    let mut properties = Vec::new();
    // One byte may trail a last column of bytes.
    while rest.0.len() > 1 && !columns.is_empty() {
        let column = columns.get(usize::from(u16::from_le_bytes(rest.take()?)))?;
        match rest.value(column.type_())? {
            Cell::Value(value) => properties.push((column.name().to_owned(), value)),
            Cell::Bytes => {}
        }
    }
    Some(properties)
}

/// What stands in a column.
enum Cell {
    /// A value.
    Value(Value),
    /// Bytes that say nothing here.
    Bytes,
}

/// Bytes that are still to be read.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn sized(&mut self) -> Option<&'b [u8]> {
        let size = num::at(u32::from_le_bytes(self.take()?));
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next value; none if it does not fit its column.
    fn value(&mut self, column: ColumnType) -> Option<Cell> {
        let whole = Value::Whole;
        Some(Cell::Value(match column {
            ColumnType::Byte => whole(i64::from(i8::from_le_bytes(self.take()?))),
            ColumnType::UByte => whole(i64::from(u8::from_le_bytes(self.take()?))),
            ColumnType::Bool => Value::Bool(self.take::<1>()? != [0]),
            ColumnType::Short => whole(i64::from(i16::from_le_bytes(self.take()?))),
            ColumnType::UShort => whole(i64::from(u16::from_le_bytes(self.take()?))),
            ColumnType::Int => whole(i64::from(i32::from_le_bytes(self.take()?))),
            ColumnType::UInt => whole(i64::from(u32::from_le_bytes(self.take()?))),
            ColumnType::Long => whole(i64::from_le_bytes(self.take()?)),
            ColumnType::ULong => {
                let number = u64::from_le_bytes(self.take()?);
                i64::try_from(number).map_or_else(|_| number.to_string().into(), whole)
            }
            ColumnType::Float => Value::Number(f64::from(f32::from_le_bytes(self.take()?))),
            ColumnType::Double => Value::Number(f64::from_le_bytes(self.take()?)),
            ColumnType::String | ColumnType::Json | ColumnType::DateTime => {
                str::from_utf8(self.sized()?).ok()?.into()
            }
            ColumnType::Binary => {
                self.sized()?;
                return Some(Cell::Bytes);
            }
            _ => return None,
        }))
    }
}
