package legacy

// Row is a row of a table, for tests that need the provider and so stand outside.
type Row struct {
	Old, To, Read, Advice string
	On                    string // the compute that it counts with
	Dropped, Refreshed    bool
}

// Types are those that there is a table of.
func Types() map[string][]Row {
	types := map[string][]Row{}
	for typ, table := range tables {
		for _, r := range table.rows {
			types[typ] = append(types[typ], Row{
				Old: r.old, To: r.to, Read: r.read(), Advice: r.advice, On: r.on, Dropped: r.how == dropped, Refreshed: r.how == refreshed,
			})
		}
	}
	return types
}

// IsOurs reports whether the table of a type has the name as one of ours.
func IsOurs(typ, name string) bool { return tables[typ].isOurs(name) }

// Ours are the attributes of ours that no row leads to.
func Ours(typ string) []string { return tables[typ].ours }

// Gone are the types that have no equivalent, and those that are not rewritten.
func Gone() []string {
	gone := []string{"runpod_cluster"}
	for typ := range goneTypes() {
		gone = append(gone, typ)
	}
	return gone
}

// ProviderArguments are those of a provider block.
func ProviderArguments() []string { return providerArguments() }
