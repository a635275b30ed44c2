//go:build unix && !linux

package main

// peakUnit is the unit in which the system counts peak memory.
const peakUnit = 1
