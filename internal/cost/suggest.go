package cost

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/agext/levenshtein"
)

// maxGuesses is how many IDs a message offers.
const maxGuesses = 3

// ClosestGPU returns the IDs of the GPU types that were probably meant by an ID that the book does not have, best
// first: one with this ID or name in other letters, else the few that contain it, else the nearest by spelling.
func (p *Prices) ClosestGPU(id string) []string {
	var ids, names []string
	for _, g := range p.GPUs() {
		ids, names = append(ids, g.ID), append(names, g.Name)
	}
	return closest(id, ids, names)
}

// ClosestCPU is ClosestGPU for the IDs of CPU flavors.
func (p *Prices) ClosestCPU(id string) []string {
	var ids []string
	for _, c := range p.CPUs() {
		ids = append(ids, c.ID)
	}
	return closest(id, ids, ids)
}

// Closest is ClosestGPU for other names, such as those of pools.
func Closest(word string, names []string) []string { return closest(word, names, names) }

// closest looks for a word among IDs and the names that stand for them.
func closest(word string, ids, names []string) []string {
	word = fold(word)
	if word == "" {
		return nil
	}
	var containing, nearest []string
	distance := 2
	if len(word) >= 8 {
		distance = len(word)/4 + 1
	}
	for i, id := range ids {
		spellings := []string{fold(id), fold(names[i])}
		if slices.Contains(spellings, word) {
			return []string{id}
		}
		if strings.Contains(spellings[0], word) || strings.Contains(spellings[1], word) {
			containing = append(containing, id)
		}
		if d := min(levenshtein.Distance(word, spellings[0], nil), levenshtein.Distance(word, spellings[1], nil)); d < distance {
			nearest, distance = []string{id}, d
		}
	}
	if n := len(containing); n > 0 && n <= maxGuesses {
		return containing
	}
	return nearest
}

// didYouMean is the guesses as part of a sentence, or nothing.
func didYouMean(guesses []string) string {
	if len(guesses) == 0 {
		return ""
	}
	quoted := make([]string, len(guesses))
	for i, g := range guesses {
		quoted[i] = strconv.Quote(g)
	}
	return " (did you mean " + strings.Join(quoted, " or ") + "?)"
}

// fold leaves what distinguishes IDs: letters and digits in one case, without the maker's name.
func fold(s string) string {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "nvidia ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
