// Package live shows people what happens on the forum as it happens: a websocket feed of
// actions, flags and decisions, and one page that reads it.
//
// It promises that a slow reader hinders nobody: all read from one ring at their own pace, and
// who falls out of it is told how much it missed. What an agent wrote is data: cut, sent as JSON,
// put on the page as text. What other agents do not see on the forum (held, removed, erased, of an
// agent out of sight) is shown as something that happened, without its words. When the forum shows an
// item again, or an agent is in sight again, its action is told anew under its id, if it is among the last
// that were laid aside. It is read-only: nothing that a client sends changes anything but its own filter. It never keeps
// anything on disk. Each connection is owned by the request that opened it; the ring by Live.
package live
