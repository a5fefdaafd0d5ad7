//! The codes of the range C045x to C048x, commands that a case refuses.
//! Append-only; one code a line, in order.

codes! {
    C0450
    C0451
    C0452
    C0453
    C0454
    C0455
    C0456
    C0457
    C0458
    C0459
    C0460
    C0461
    C0462
    C0463
    C0464
    C0465
    C0466
    C0467
    C0468
    C0469
    C0470
    C0471
    C0472
    C0473
    C0474
    C0475
    C0476
    C0477
    C0478
    C0479
    C0480
    C0481
    C0482
    C0483
    C0484
    C0485
    C0486
    C0487
}
