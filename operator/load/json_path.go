package main

import (
	"fmt"
	"regexp"
	"strconv"
)

var pathStep = regexp.MustCompile(`^(?:\.?([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]{1,3})\])`)

// jsonPath is a path such as choices[0].delta.content: each step a name or an index.
type jsonPath []any

func parsePath(text string) (jsonPath, error) {
	var path jsonPath
	for rest := text; rest != ""; {
		match := pathStep.FindStringSubmatch(rest)
		if match == nil {
			return nil, fmt.Errorf("is no path: %q", text)
		}
		if match[1] != "" {
			path = append(path, match[1])
		} else {
			index, _ := strconv.Atoi(match[2])
			path = append(path, index)
		}
		rest = rest[len(match[0]):]
	}
	return path, nil
}

// of is what the path leads to; nil when there is nothing.
func (path jsonPath) of(value any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// isContent says whether a value is more than nothing: null, an empty text or an empty list.
func isContent(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case string:
		return value != ""
	case []any:
		return len(value) > 0
	case map[string]any:
		return len(value) > 0
	}
	return true
}
