//! Errors of the system are sorted by what the user can do about them, however deep they lie.

use super::Error;
use expect_test::expect;
use parquet::errors::ParquetError;
use std::io::ErrorKind;
use std::path::Path;

#[test]
fn a_full_disk_is_found_below_a_library_error() {
    let path = Path::new("streams/air/1.parquet");
    let full = || std::io::Error::from(ErrorKind::StorageFull);
    let below = ParquetError::External(Box::new(full()));
    let errors = [
        Error::io("write", path, full()),
        Error::data_file(path, "3 rows", below),
        Error::delta("commit to", path, deltalake::DeltaTableError::Io { source: full() }),
    ];
    for error in errors {
        assert!(matches!(error, Error::DiskFull { .. }), "{error:?}");
    }
    let denied = Error::io("open", path, ErrorKind::PermissionDenied.into());
    expect!["no permission to open `streams/air/1.parquet`; check its owner and mode"]
        .assert_eq(&denied.to_string());
    let cut = Error::data_file(path, "3 rows", ParquetError::EOF("cut".to_owned()));
    assert!(matches!(cut, Error::DataFile { .. }));
}
