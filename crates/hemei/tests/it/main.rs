//! Shell sessions against the real binary: what a person types, sees and gets as exit status.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

#[cfg(test)]
mod access;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod book;
#[cfg(test)]
mod interrupted;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod services;
#[cfg(test)]
mod session;
#[cfg(test)]
mod story;
#[cfg(test)]
mod workbook;
#[cfg(test)]
mod wrong_use;
