package cost

import "slices"

// PoolsOf turns a list of GPU types, or of pools, into the pools that they are
// in, in order, and the other types of those pools, sorted. unknown are those
// that no pool is known for.
func (p *Prices) PoolsOf(ids []string) (pools, excluded, unknown []string) {
	asked := map[string]bool{}
	for _, id := range ids {
		pool := id
		if len(p.Pool(id)) == 0 {
			gpu, ok := p.GPU(id)
			if !ok || gpu.Pool == "" {
				unknown = append(unknown, id)
				continue
			}
			pool, asked[id] = gpu.Pool, true
		} else {
			for _, gpu := range p.Pool(id) {
				asked[gpu.ID] = true
			}
		}
		if !slices.Contains(pools, pool) {
			pools = append(pools, pool)
		}
	}
	for _, pool := range pools {
		for _, gpu := range p.Pool(pool) {
			if !asked[gpu.ID] {
				excluded = append(excluded, gpu.ID)
			}
		}
	}
	slices.Sort(excluded)
	return pools, excluded, unknown
}
