//! The codes of the range S06xx, event logs that come in and go out.
//! Append-only; one code a line, in order.

codes! {
    S0601
    S0602
    S0603
    S0604
    S0605
}
