//! The codes of the range S05xx, map files, layers, heights and tables of places.
//! Append-only; one code a line, in order.

codes! {
    S0501
    S0502
    S0503
    S0504
    S0505
    S0506
    S0507
    S0508
    S0509
    S0510
    S0511
    S0512
    S0513
    S0514
    S0515
    S0516
    S0517
    S0518
    S0519
    S0520
    S0521
}
