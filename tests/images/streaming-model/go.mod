module modelbench.dev/tests/streaming-model

go 1.26
