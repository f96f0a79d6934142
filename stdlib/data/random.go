package data

// dice answers the random choices of one image of a procedural set. Each choice is
// keyed by its name as well as by (seed, index): images do not depend on the order in
// which they are drawn, and a choice added to the grammar leaves the others alone.
type dice struct{ seed, index uint64 }

// bits are 64 random bits for the choice called site.
func (d dice) bits(site string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := 0; i < len(site); i++ {
		h = (h ^ uint64(site[i])) * 1099511628211
	}
	return mix(mix(mix(d.seed)^d.index) ^ h)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection with
// good avalanche.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is in [-1, 1).
func (d dice) uniform(site string) float64 {
	return float64(d.bits(site)>>11)/(1<<52) - 1
}

// below is in 0..n-1; the bias of the remainder is under n/2^64.
func (d dice) below(site string, n int) int { return int(d.bits(site) % uint64(n)) }

// word and tone choose one of a list, each equally likely.
func (d dice) word(site string, of ...string) string { return of[d.below(site, len(of))] }
func (d dice) tone(site string, of ...rgb) rgb       { return of[d.below(site, len(of))] }
