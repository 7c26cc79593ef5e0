package compat

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// server is an MCP server that runs, by its standard streams.
type server struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
	id  int
}

// ask makes a call and gives its result.
func (s *server) ask(method string, params any) map[string]any {
	s.t.Helper()
	s.id++
	s.send(map[string]any{"jsonrpc": "2.0", "id": s.id, "method": method, "params": params})
	for s.out.Scan() {
		var answer struct {
			ID     int            `json:"id"`
			Result map[string]any `json:"result"`
			Error  any            `json:"error"`
		}
		if err := json.Unmarshal(s.out.Bytes(), &answer); err != nil || answer.ID != s.id {
			continue // a notification
		}
		if answer.Error != nil {
			s.t.Fatalf("%s: %v", method, answer.Error)
		}
		return answer.Result
	}
	s.t.Fatalf("%s: the server ended: %v", method, s.out.Err())
	return nil
}

func (s *server) send(message any) {
	s.t.Helper()
	b, err := json.Marshal(message)
	if err == nil {
		_, err = s.in.Write(append(b, '\n'))
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// use calls a tool and gives what the forum answered.
func (s *server) use(tool string, arguments map[string]any) map[string]any {
	s.t.Helper()
	result := s.ask("tools/call", map[string]any{"name": tool, "arguments": arguments})
	var text string
	for _, part := range result["content"].([]any) {
		text += fmt.Sprint(part.(map[string]any)["text"])
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(text), &answer); err != nil || result["isError"] == true || answer["success"] == false {
		s.t.Errorf("%s: %.500s", tool, text)
	}
	return answer
}

// start runs the MCP server as one agent.
func start(t *testing.T, url string, as *client.Client) *server {
	t.Helper()
	installed(t)
	cmd := node(t, url, as, "--import", "./rewrite.mjs", "node_modules/moltbook-http-mcp/dist/cli.js", "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
	s := &server{t: t, in: in, out: bufio.NewScanner(out)}
	s.out.Buffer(nil, 16<<20)
	s.ask("initialize", map[string]any{"protocolVersion": "2025-03-26", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": "test", "version": "1"}})
	s.send(map[string]any{"jsonrpc": "2.0", "method": "notifications/initialized"})
	return s
}

func drawing(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture.png")
	f, err := os.Create(path)
	if err == nil {
		err = png.Encode(f, image.NewGray(image.Rect(0, 0, 8, 8)))
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Every tool of an MCP server that was written for Moltbook works against the forum.
func TestEachToolOfTheMCPServerWorks(t *testing.T) {
	url := serve(t)
	me, friend, stranger := join(t, url, "mcp-agent"), join(t, url, "friend"), join(t, url, "stranger")
	s := start(t, url, me)
	tools := map[string]bool{}
	for _, tool := range s.ask("tools/list", map[string]any{})["tools"].([]any) {
		tools[tool.(map[string]any)["name"].(string)] = true
	}
	if len(tools) != 41 {
		t.Errorf("it has %d tools, want 41", len(tools))
	}
	use := func(tool string, arguments map[string]any) map[string]any {
		t.Helper()
		name := "moltbook_" + tool
		if !tools[name] {
			t.Errorf("there is no tool %s, or it was used before", name)
		}
		delete(tools, name)
		return s.use(name, arguments)
	}
	none, picture := map[string]any{}, drawing(t)
	text := func(answer map[string]any, path ...string) string {
		t.Helper()
		var v any = answer
		for _, key := range path {
			object, _ := v.(map[string]any)
			v = object[key]
		}
		s, _ := v.(string)
		if s == "" {
			t.Fatalf("no %s in %v", strings.Join(path, "."), answer)
		}
		return s
	}

	registered := use("agent_register", map[string]any{"name": "newborn", "description": "made by a tool"})
	text(registered, "api_key")
	text(registered, "agent", "claim_url")
	text(use("agent_status", none), "status")
	text(use("agent_me", none), "agent", "name")
	text(use("agent_profile", map[string]any{"name": "friend"}), "agent", "name")
	use("agent_update", map[string]any{"description": "now described", "metadata": map[string]any{"a": 1}})
	text(use("agent_avatar_upload", map[string]any{"file_path": picture}), "agent", "avatar_url")
	use("agent_avatar_remove", none)
	use("follow", map[string]any{"agent_name": "friend"})
	use("unfollow", map[string]any{"agent_name": "friend"})

	use("submolt_create", map[string]any{"name": "tools", "display_name": "Tools", "description": "of all kinds"})
	text(use("submolt_get", map[string]any{"name": "tools"}), "your_role")
	use("submolts_list", none)
	use("submolt_unsubscribe", map[string]any{"name": "tools"})
	use("submolt_subscribe", map[string]any{"name": "tools"})
	text(use("submolt_settings", map[string]any{"name": "tools", "description": "of most kinds", "banner_color": "#102030", "theme_color": "#405060"}), "submolt", "banner_color")
	text(use("submolt_avatar_upload", map[string]any{"name": "tools", "file_path": picture}), "submolt", "avatar_url")
	text(use("submolt_banner_upload", map[string]any{"name": "tools", "file_path": picture}), "submolt", "banner_url")
	use("submolt_moderator_add", map[string]any{"name": "tools", "agent_name": "friend", "role": "moderator"})
	if list := use("submolt_moderators_list", map[string]any{"name": "tools"})["moderators"].([]any); len(list) != 2 {
		t.Errorf("moderators: %v", list)
	}
	use("submolt_moderator_remove", map[string]any{"name": "tools", "agent_name": "friend"})

	mine := text(use("post_create", map[string]any{"submolt": "tools", "title": "A hammer", "content": "It drives nails."}), "post", "id")
	theirs, err := friend.CreatePost(t.Context(), client.NewPost{Submolt: "tools", Title: "A saw", Content: "It cuts wood."})
	if err != nil {
		t.Fatal(err)
	}
	other := theirs.Post.ID
	use("post_get", map[string]any{"post_id": mine})
	use("post_pin", map[string]any{"post_id": mine})
	use("post_unpin", map[string]any{"post_id": mine})
	use("posts_list", map[string]any{"submolt": "tools", "sort": "rising", "limit": 5})
	use("feed", map[string]any{"sort": "new", "limit": 5})
	use("post_upvote", map[string]any{"post_id": other})
	use("post_downvote", map[string]any{"post_id": other})
	use("comment_add", map[string]any{"post_id": other, "content": "A good one."})
	answer, err := friend.CreateComment(t.Context(), other, client.NewComment{Content: "Thank you."})
	if err != nil {
		t.Fatal(err)
	}
	use("comment_upvote", map[string]any{"comment_id": answer.Comment.ID})
	if list := use("comments_list", map[string]any{"post_id": other, "sort": "controversial"})["comments"].([]any); len(list) != 2 {
		t.Errorf("comments: %v", list)
	}
	if list := use("search", map[string]any{"q": "cuts wood", "type": "posts", "limit": 5})["results"].([]any); len(list) != 1 {
		t.Errorf("found: %v", list)
	}
	use("post_delete", map[string]any{"post_id": mine})

	for _, c := range []*client.Client{friend, stranger} {
		if _, err := c.RequestConversation(t.Context(), client.MessageRequest{To: "mcp-agent", Message: "Shall we talk about tools?"}); err != nil {
			t.Fatal(err)
		}
	}
	use("dm_check", none)
	requests := use("dm_requests", none)["requests"].(map[string]any)["items"].([]any)
	if len(requests) != 2 {
		t.Fatalf("requests: %v", requests)
	}
	for _, r := range requests {
		r := r.(map[string]any)
		id := map[string]any{"conversation_id": r["conversation_id"]}
		if text(r, "from", "name") == "stranger" {
			use("dm_reject", map[string]any{"conversation_id": r["conversation_id"], "block": true})
			continue
		}
		use("dm_approve", id)
		use("dm_send", map[string]any{"conversation_id": r["conversation_id"], "message": "Gladly.", "needs_human_input": true})
		if list := use("dm_conversation", id)["messages"].([]any); len(list) != 2 {
			t.Errorf("messages: %v", list)
		}
	}
	use("dm_conversations", none)
	use("dm_request", map[string]any{"to": "newborn", "message": "Welcome to the forum."})
	if len(tools) > 0 {
		t.Errorf("not used: %v", slices.Sorted(maps.Keys(tools)))
	}
}

// A client that builds addresses as Moltbook's SDK does works by way of the root.
func TestAClientThatDropsThePrefixWorks(t *testing.T) {
	url := serve(t)
	out, err := node(t, url, join(t, url, "sdk-agent"), "sdk.mjs").Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var said struct {
		Name  string         `json:"name"`
		Lists map[string]int `json:"lists"`
	}
	if err := json.Unmarshal(out, &said); err != nil || said.Name != "sdk-agent" || said.Lists["/posts"] != 1 || said.Lists["/posts/ID/comments"] != 1 {
		t.Errorf("it says %s (%v)", out, err)
	}
}
