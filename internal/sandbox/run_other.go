//go:build !unix

package sandbox

import "os"

// forwarded are the signals that must not end the sandbox before the command.
func forwarded() []os.Signal { return []os.Signal{os.Interrupt} }

// reachesAll reports that the console sends its signals to the command as well.
func reachesAll(os.Signal) bool { return true }

// signalOf is the number of the signal that ended a process; here there are none.
func signalOf(*os.ProcessState) int { return 0 }
