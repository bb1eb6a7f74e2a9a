// Etcd is the store of the control plane; upstream's own main is not importable as a tool.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
