"""One verb per file: read, decide in the domain, write. Orchestration only."""
