// Command chart draws what an A100 costs on a pod and on serverless workers, as SVG: by how many hours a day it is busy,
// into pod-or-serverless.svg, and against how long a burst takes, into wait-or-cost.svg. All figures come from the
// packages that price plans.
//
// Usage: chart FOLDER
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: chart FOLDER")
	}
	c, err := calculate()
	if err != nil {
		return err
	}
	f, err := frontiers()
	if err != nil {
		return err
	}
	for name, draw := range map[string]func(io.Writer) error{
		"pod-or-serverless.svg": func(out io.Writer) error { return plotCurves(c, out) },
		"wait-or-cost.svg":      func(out io.Writer) error { return plotFrontiers(f, out) },
	} {
		if err := write(filepath.Join(args[0], name), draw); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, draw func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("creating the chart: %w", err)
	}
	if err := draw(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("writing the chart: %w", err)
	}
	return nil
}
