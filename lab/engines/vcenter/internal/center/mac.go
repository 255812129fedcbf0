package center

import (
	"fmt"
	"strings"
)

// vCenter assigns addresses from 00:50:56:80:00:00 to 00:50:56:bf:ff:ff.
const assignedPrefix = "00:50:56:"

func (c *center) nextMAC() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.lastMAC
	c.lastMAC++
	return fmt.Sprintf("%s%02x:%02x:%02x", assignedPrefix, 0x80+(n>>16)%0x40, (n>>8)%0x100, n%0x100)
}

func isAssigned(address string) bool {
	return strings.HasPrefix(strings.ToLower(address), assignedPrefix)
}
