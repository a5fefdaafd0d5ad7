//! The codes of the range C0401 to C0409, why there is no plan for given answers.
//! Append-only; one code a line, in order.

codes! {
    C0401
    C0402
    C0403
    C0404
    C0405
    C0406
}
