package cost

// GlobalVolume is what of a global volume costs money: what is stored in it, which nobody declares.
type GlobalVolume struct {
	Name string `json:"-"` // has no bearing on the cost
}

// Rates of requests to a global volume, which Runpod publishes; those of its storage it does not.
const globalVolumeRequests = "requests bill $0.005 per 1,000 writes and lists and $0.0005 per 1,000 reads"

// GlobalVolume prices a global volume: its rate per GB-month is not published, so nothing is known but that it has no
// compute.
func (e Estimator) GlobalVolume(v GlobalVolume) Estimate {
	est := Estimate{Resource: named("global volume", v.Name), What: "storage by usage"}
	est.MaxHourly = known(fromCents(0))
	est.Warnings = []string{"Runpod does not publish the price per GB-month of a global volume, and the amount of stored data is not known, so its cost is not known (" +
		globalVolumeRequests + "). Check the first bill."}
	est.Notes = []string{globalVolumeRequests}
	est.Summary = "unknown: Runpod does not publish the rate of global volumes; " + globalVolumeRequests
	return est
}
