package clickhouse

import "syscall"

// childAttributes keeps a Ctrl-C at the terminal from reaching the child: its parent ends it
// when the services are done with it.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
