"""The command line: one verb, one file, thin; `console` owns stdout, stderr, colour and width."""
