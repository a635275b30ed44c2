package cost

import (
	"strings"
	"unicode"
)

// ClosestGPU returns the id of the GPU type that was probably meant by id, which the book does not have: one with this
// name or this id in other letters, the only one that contains it, or the nearest by spelling.
func (p *Prices) ClosestGPU(id string) (string, bool) {
	var ids, names []string
	for _, g := range p.GPUs() {
		ids, names = append(ids, g.ID), append(names, g.Name)
	}
	return closest(id, ids, names)
}

// closest looks for a word among ids and the names that stand for them.
func closest(word string, ids, names []string) (string, bool) {
	word = fold(word)
	if word == "" {
		return "", false
	}
	containing, nearest := "", ""
	containingCount, distance := 0, max(2, len(word)/5)+1
	for i, id := range ids {
		spellings := []string{fold(id), fold(names[i])}
		for _, s := range spellings {
			if s == word {
				return id, true
			}
			if d := editDistance(word, s); d < distance {
				nearest, distance = id, d
			}
		}
		if strings.Contains(spellings[0], word) || strings.Contains(spellings[1], word) {
			containing = id
			containingCount++
		}
	}
	if containingCount == 1 {
		return containing, true
	}
	return nearest, nearest != ""
}

// fold leaves what tells ids apart: letters and digits in one case, without the maker's name.
func fold(s string) string {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "nvidia ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// editDistance counts the letters to insert, delete or replace between two words (Levenshtein).
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
