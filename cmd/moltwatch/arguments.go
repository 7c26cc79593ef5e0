package main

import (
	"strings"

	"github.com/peterbourgon/ff/v4"
)

// flagsFirst moves what is no flag behind the flags, so that both `replay FILE --out DIR` and
// `replay --out DIR FILE` are understood: the parser stops at the first argument that is no flag.
func flagsFirst(root *ff.Command, args []string) []string {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return args
	}
	command, depth := root, 0
	for depth < len(args) {
		c := child(command, args[depth])
		if c == nil {
			break
		}
		command = c
		depth++
	}
	if len(command.Subcommands) > 0 {
		return args
	}
	flags, rest := append([]string{}, args[:depth]...), []string{}
	for i := depth; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return append(append(append(flags, "--"), rest...), args[i+1:]...)
		case !strings.HasPrefix(arg, "-") || arg == "-":
			rest = append(rest, arg)
		case strings.Contains(arg, "=") || isSwitch(command.Flags, arg) || i+1 == len(args):
			flags = append(flags, arg)
		default:
			flags = append(flags, arg, args[i+1])
			i++
		}
	}
	if len(rest) > 0 {
		flags = append(append(flags, "--"), rest...)
	}
	return flags
}

func child(of *ff.Command, name string) *ff.Command {
	for _, c := range of.Subcommands {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// isSwitch reports whether a flag takes no value.
func isSwitch(flags ff.Flags, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	f, ok := flags.GetFlag(name)
	return name == "help" || name == "h" || ok && f.GetPlaceholder() == ""
}
