//! The codes of the range R03xx, rows that do not fit, loads and the lake.
//! Append-only; one code a line, in order.

codes! {
    R0301
    R0302
    R0303
    R0304
    R0305
    R0306
    R0307
    R0308
    R0309
    R0310
    R0311
    R0312
    R0313
    R0314
    R0315
    R0316
    R0317
    R0318
    R0319
    R0320
    R0321
    R0322
    R0323
    R0324
    R0330
    R0331
    R0332
    R0333
    R0334
    R0335
    R0336
    R0337
    R0338
    R0339
    R0340
    R0341
    R0342
}
