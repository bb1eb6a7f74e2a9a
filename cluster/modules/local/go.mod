module modelbench.dev/cluster/local

go 1.26
