package main

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

const (
	width  = 9 * vg.Inch
	height = 5.5 * vg.Inch
	maxUSD = 3000
)

// palette is made of colours that the colour-blind tell apart too (after Okabe and Ito), and greys for what is no data.
var palette = struct{ pod, stopped, flex, active, ink, note, grid color.RGBA }{
	pod:     color.RGBA{R: 0, G: 114, B: 178, A: 255},
	stopped: color.RGBA{R: 0, G: 125, B: 95, A: 255},
	flex:    color.RGBA{R: 213, G: 94, B: 0, A: 255},
	active:  color.RGBA{R: 150, G: 70, B: 120, A: 255},
	ink:     color.RGBA{R: 45, G: 45, B: 45, A: 255},
	note:    color.RGBA{R: 95, G: 95, B: 95, A: 255},
	grid:    color.RGBA{R: 226, G: 226, B: 226, A: 255},
}

// drawing is a plot, and the first error in putting things on it.
type drawing struct {
	*plot.Plot
	err error
}

// plotCurves draws the curves, each named beside its line, and where they cross.
func plotCurves(c curves, out io.Writer) error {
	d := drawing{Plot: plot.New()}
	d.frame("One A100 80 GB: monthly cost by busy hours a day",
		axis{&d.X, "busy hours a day", 0, 24, ticks(0, 24, 2, "")}, axis{&d.Y, "USD per month", 0, maxUSD, ticks(0, 3000, 500, "$")})
	dashes := []vg.Length{vg.Points(7), vg.Points(3)}
	d.line(c.active, palette.active, 2.5, dashes)
	d.line(c.pod, palette.pod, 2.5, nil)
	d.line(c.stopped, palette.stopped, 2.5, nil)
	d.line(c.flex, palette.flex, 2.5, nil)
	d.label(0.3, c.active[0].Y+25, "active worker, always on, without a discount", palette.active, text.XLeft)
	d.label(0.3, c.pod[0].Y+25, "pod left on", palette.pod, text.XLeft)
	d.label(18.2, c.flex[4*19].Y, "flex workers", palette.flex, text.XRight)
	d.label(12.6, c.stopped[4*12].Y-110, "pod, stopped when unused", palette.stopped, text.XLeft)
	d.mark(c.podBreakEven)
	d.mark(c.stoppedBreakEven)
	d.label(c.podBreakEven.X+0.4, c.podBreakEven.Y-120, fmt.Sprintf("break-even with flex: %.1f h", c.podBreakEven.X), palette.ink, text.XLeft)
	d.label(c.stoppedBreakEven.X+1.2, 25, fmt.Sprintf("break-even with flex: %.1f h", c.stoppedBreakEven.X), palette.ink, text.XLeft)
	return d.write(assumptions, out)
}

// write puts the plot above what it assumes.
func (d *drawing) write(assumptions string, out io.Writer) error {
	if d.err != nil {
		return fmt.Errorf("drawing: %w", d.err)
	}

	svg := vgsvg.New(width, height)
	canvas := draw.New(svg)
	canvas.SetColor(color.White)
	canvas.Fill(canvas.Path())
	d.Draw(draw.Crop(canvas, 12, -20, 30, -12))
	canvas.FillText(style(9, palette.note), vg.Point{X: 14, Y: 12}, assumptions)

	var drawn bytes.Buffer
	if _, err := svg.WriteTo(&drawn); err != nil {
		return fmt.Errorf("writing the chart: %w", err)
	}
	// Few machines that show it have the font that it was measured with.
	_, err := out.Write(bytes.ReplaceAll(drawn.Bytes(), []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif")))
	if err != nil {
		return fmt.Errorf("writing the chart: %w", err)
	}
	return nil
}

func style(size vg.Length, c color.Color) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	return text.Style{Color: c, Font: f, Handler: plot.DefaultTextHandler}
}

// axis is what an axis shows, from where to where.
type axis struct {
	*plot.Axis
	label    string
	min, max float64
	ticks    []plot.Tick
}

// frame sets up title, axes and grid.
func (d *drawing) frame(title string, axes ...axis) {
	d.Title.Text = title
	d.Title.TextStyle = style(15, palette.ink)
	d.Title.TextStyle.XAlign, d.Title.TextStyle.YAlign = text.XCenter, text.YTop
	d.Title.Padding = 10
	for _, axis := range axes {
		axis.Min, axis.Max = axis.min, axis.max
		axis.Padding = 0
		axis.Label.Text, axis.Label.Padding = axis.label, 6
		axis.Tick.Marker = plot.ConstantTicks(axis.ticks)
		for _, s := range []*text.Style{&axis.Label.TextStyle, &axis.Tick.Label} {
			placed := style(12, palette.ink)
			placed.XAlign, placed.YAlign, placed.Rotation = s.XAlign, s.YAlign, s.Rotation
			*s = placed
		}
		axis.Color, axis.Tick.Color = palette.ink, palette.ink
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = palette.grid, palette.grid
	d.Add(grid)
}

// ticks are numbers from first to last.
func ticks(first, last, step int, prefix string) []plot.Tick {
	var values []int
	for value := first; value <= last; value += step {
		values = append(values, value)
	}
	return labelled(prefix, values...)
}

// labelled are ticks at these numbers, with a separator of thousands.
func labelled(prefix string, values ...int) []plot.Tick {
	var all []plot.Tick
	for _, value := range values {
		label := strconv.Itoa(value)
		if value >= 1000 {
			label = fmt.Sprintf("%d,%03d", value/1000, value%1000)
		}
		all = append(all, plot.Tick{Value: float64(value), Label: prefix + label})
	}
	return all
}

func (d *drawing) line(points plotter.XYs, c color.Color, width vg.Length, dashes []vg.Length) {
	line, err := plotter.NewLine(points)
	if err != nil {
		d.fail(err)
		return
	}
	line.LineStyle = draw.LineStyle{Color: c, Width: width, Dashes: dashes}
	d.Add(line)
}

func (d *drawing) label(x, y float64, words string, c color.Color, align text.XAlignment) {
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{words}})
	if err != nil {
		d.fail(err)
		return
	}
	labels.TextStyle[0] = style(12.5, c)
	labels.TextStyle[0].XAlign = align
	d.Add(labels)
}

// mark shows a break-even: a dot on the lines, and a dotted line down to the hours.
func (d *drawing) mark(at plotter.XY) {
	d.line(plotter.XYs{{X: at.X, Y: 0}, at}, palette.ink, 1, []vg.Length{vg.Points(2), vg.Points(2)})
	d.dots(plotter.XYs{at}, palette.ink, vg.Points(4))
}

func (d *drawing) dots(points plotter.XYs, c color.Color, radius vg.Length) {
	dots, err := plotter.NewScatter(points)
	if err != nil {
		d.fail(err)
		return
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: c, Radius: radius, Shape: draw.CircleGlyph{}}
	d.Add(dots)
}

func (d *drawing) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}
