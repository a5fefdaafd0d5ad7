//! The lake and its store, through their public interface, each test in a folder of its own.

#![expect(clippy::disallowed_methods, reason = "tests damage files on purpose")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

#[cfg(test)]
mod commits;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod showing;
#[cfg(test)]
mod support;
