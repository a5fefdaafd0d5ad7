//! The codes of the range C041x to C044x, the proof that things can be done.
//! Append-only; one code a line, in order.

codes! {
    C0410
    C0411
    C0412
    C0413
    C0414
    C0415
    C0416
    C0417
    C0418
    C0419
    C0420
    C0421
    C0422
    C0423
    C0424
    C0425
    C0426
    C0427
    C0428
}
