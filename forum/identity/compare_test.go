package identity_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// secretName is how the forum calls what a stranger could guess byte by byte, if the time of a comparison
// told how many were right. Ids, names and times are no secrets.
var secretName = regexp.MustCompile(`(?i)(token|key|secret|mac|hash|sum|digest|signature|proof|assertion|password|credential|answer)$`)

// notSecret are comparisons of what has such a name and is no secret.
var notSecret = []string{
	"../board/labels.go: l.Key, n.Key", // by what a note of a submolt is found
	"../store/migrate.go: had, hash",   // of a migration's text
}

// What the forum compares of keys it compares in constant time: by hmac.Equal or subtle, never by == or
// bytes.Equal. Time cannot be measured well enough in a test, so this one reads the code.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	compared, constant := 0, 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var sides []ast.Expr
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					sides = []ast.Expr{n.X, n.Y}
				}
			case *ast.CallExpr:
				switch called(n.Fun) {
				case "bytes.Equal", "bytes.Compare", "slices.Equal", "slices.Compare", "strings.EqualFold", "strings.Compare", "reflect.DeepEqual":
					sides = n.Args
				case "hmac.Equal", "subtle.ConstantTimeCompare":
					constant++
				}
			}
			compared += len(sides) / 2
			if len(sides) == 2 && !plain(sides[0]) && !plain(sides[1]) && (secretName.MatchString(called(sides[0])) || secretName.MatchString(called(sides[1]))) {
				found := filepath.ToSlash(path) + ": " + called(sides[0]) + ", " + called(sides[1])
				if !slices.Contains(notSecret, found) {
					t.Errorf("%s are compared in a time that tells how alike they are (%s)", found, files.Position(n.Pos()))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if compared < 100 || constant < 5 {
		t.Errorf("%d comparisons were read, %d of them in constant time: is this the forum's code?", compared, constant)
	}
}

// plain reports whether an expression is written in the code: a number, a text, nil, a constant.
func plain(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return x.Name == "nil" || x.Name == "true" || x.Name == "false"
	}
	return false
}

// called gives the dotted name of an expression, "" for what has none.
func called(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return called(x.X) + "." + x.Sel.Name
	case *ast.CallExpr:
		switch conversion := x.Fun.(type) {
		case *ast.ArrayType:
			return called(x.Args[0])
		case *ast.Ident:
			if conversion.Name == "string" {
				return called(x.Args[0])
			}
		}
		return called(x.Fun)
	case *ast.StarExpr:
		return called(x.X)
	case *ast.SliceExpr:
		return called(x.X)
	case *ast.IndexExpr:
		return called(x.X)
	case *ast.ParenExpr:
		return called(x.X)
	}
	return ""
}
