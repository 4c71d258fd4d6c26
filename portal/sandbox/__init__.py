"""Partner servers for demo and tests: real HTTP, with faults that can be switched on."""
