package clickhouse

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// configTemplate keeps the server small: it shares the machine with everything else.
const configTemplate = `<clickhouse>
  <listen_host>127.0.0.1</listen_host>
  <tcp_port>%d</tcp_port>
  <http_port>%d</http_port>
  <logger><level>warning</level><log>%[3]s/clickhouse.log</log><errorlog>%[3]s/clickhouse.err.log</errorlog><size>10M</size><count>2</count></logger>
  <max_server_memory_usage>%[4]d</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>4</background_pool_size>
  <background_schedule_pool_size>8</background_schedule_pool_size>
  <timezone>UTC</timezone>
  <user_directories><users_xml><path>%[3]s/users.xml</path></users_xml></user_directories>
</clickhouse>
`

// usersTemplate: the user default has no password because the session that keeps the server
// alive logs in as it, and may come from this machine only; the services use a named one.
const usersTemplate = `<clickhouse>
  <profiles>
    <default/>
    <reader><readonly>2</readonly><max_execution_time>60</max_execution_time></reader>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default><password></password><networks><ip>127.0.0.1</ip><ip>::1</ip></networks><profile>default</profile><quota>default</quota></default>
    <moltwatch><password>%s</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></moltwatch>
    <grafana><password>%s</password><networks><ip>127.0.0.1</ip></networks><profile>reader</profile><quota>default</quota></grafana>
  </users>
</clickhouse>
`

// writeConfig writes config.xml and users.xml into dir and gives the path of the first.
func writeConfig(dir string, tcp, http int, memory int64, password, readerPassword string) (string, error) {
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(dir)); err != nil {
		return "", fmt.Errorf("writing ClickHouse's configuration: %w", err)
	}
	config := filepath.Join(dir, "config.xml")
	for path, content := range map[string]string{
		config:                          fmt.Sprintf(configTemplate, tcp, http, escaped.String(), memory),
		filepath.Join(dir, "users.xml"): fmt.Sprintf(usersTemplate, password, readerPassword),
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return "", fmt.Errorf("writing ClickHouse's configuration: %w", err)
		}
	}
	return config, nil
}
