// Command chart draws what an A100 costs in a month by how many hours a day it
// is busy, on a pod and on serverless workers, as SVG on standard output. All
// its figures come from the package that prices plans.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func run() error {
	c, err := calculate()
	if err != nil {
		return err
	}
	return plotSVG(c, os.Stdout)
}
