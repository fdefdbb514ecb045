//! Saltelli's design: pairs of points, and all mixtures that take one coordinate from the other.

use super::sequence::sobol;

/// `n (d + 2)` points over `d` factors: for each of `n` base points `A`, `B`, and for each factor
/// `A` with that coordinate of `B`. The base points are Sobol's sequence in `2 d` dimensions (at
/// most 128 factors), scrambled by `seed`.
///
/// Source: Saltelli et al., *Computer Physics Communications* 181 (2010) 259–270, section 3.
pub(crate) fn saltelli(d: usize, n: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut points = Vec::with_capacity(n * (d + 2));
    for both in sobol(2 * d, n, seed) {
        let (a, b) = both.split_at(d);
        points.push(a.to_vec());
        points.push(b.to_vec());
        for factor in 0..d {
            let mut mixed = a.to_vec();
            mixed[factor] = b[factor];
            points.push(mixed);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixtures_take_one_coordinate_from_the_other() {
        let points = saltelli(3, 4, 1);
        assert_eq!(points.len(), 4 * 5);
        for block in points.chunks(5) {
            for (factor, mixed) in block[2..].iter().enumerate() {
                for i in 0..3 {
                    let from = if i == factor { &block[1] } else { &block[0] };
                    assert_eq!(mixed[i].to_bits(), from[i].to_bits());
                }
            }
        }
    }
}
