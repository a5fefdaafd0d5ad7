//! Numbers that look random and are the same for the same seed: SplitMix64 (Steele, Lea and
//! Flood 2014).

/// A seeded generator.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to and without `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u128::try_from(end).unwrap_or(0);
        usize::try_from((u128::from(self.next()) * end) >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`.
    pub(super) fn between(&mut self, least: f64, most: f64) -> f64 {
        let steps = u32::try_from(self.next() >> 32).unwrap_or(0);
        least + (most - least) * f64::from(steps) / f64::from(u32::MAX)
    }
}
