package legacy

import "cmp"

// Row is a row of a table, for tests that need the provider and so stand outside.
type Row struct {
	Old, To, Read, Advice string
	On                    string // the compute that it counts with
	Dropped, Refreshed    bool
}

// Table is one for tests outside: of an older type, and ours that it becomes.
type Table struct {
	Type, Ours string
	Rows       []Row
	table      table
}

// Tables are all that there are.
func Tables() []Table {
	var all []Table
	for _, of := range []map[string]table{tables(), tablesOfTwo()} {
		for typ, t := range of {
			out := Table{Type: typ, Ours: cmp.Or(t.typ, typ), table: t}
			for _, r := range t.rows {
				out.Rows = append(out.Rows, Row{
					Old: r.old, To: r.to, Read: r.read(), Advice: r.advice, On: r.on, Dropped: r.how == dropped, Refreshed: r.how == refreshed,
				})
			}
			all = append(all, out)
		}
	}
	return all
}

// IsOurs reports whether the table has the name as one of ours.
func (t Table) IsOurs(name string) bool { return t.table.isOurs(name) }

// OursOnly are the attributes of ours that no row leads to.
func (t Table) OursOnly() []string { return t.table.ours }

// Gone are the types that have no equivalent, or another name.
func Gone() []string {
	gone := []string{sshKeysOfTwo}
	for typ := range goneTypes() {
		gone = append(gone, typ)
	}
	for typ := range tablesOfTwo() {
		gone = append(gone, typ)
	}
	return gone
}

// ProviderArguments are those of a provider block.
func ProviderArguments() []string { return providerArguments() }
