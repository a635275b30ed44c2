package traffic

// Where the weights of a model lie.
const (
	FromImage         = "IMAGE"
	FromNetworkVolume = "NETWORK_VOLUME"
	FromCache         = "CACHED"
)

// How long the container of a worker takes to start: with flashboot Runpod's published
// 95th percentile; without it an assumption.
const (
	FlashBootStart = 2300
	PlainStart     = 10_000
)

// How fast weights are loaded, in kB a millisecond: an assumption from the image and the
// cache; from a network volume the middle of the documented 200 to 400.
const (
	localKBPerMS  = 1000
	volumeKBPerMS = 300
)

// ModelLoad is how many milliseconds it takes to load that many MB of weights from there,
// rounded up.
func ModelLoad(mb int64, from string) int64 {
	rate := int64(localKBPerMS)
	if from == FromNetworkVolume {
		rate = volumeKBPerMS
	}
	return (max(mb, 0)*1000 + rate - 1) / rate
}
