"""Lambda's own runtime clients, really run against a Runtime API on loopback: what is written of a failure?

    python -m tests.runtime_clients            what each writes, beside its row of tests/events/log_lines
    python -m tests.runtime_clients --record   writes the rows anew

Python's client and the loggers come with the development environment, Node's by `make test` where npm is.
Its JavaScript is real; of its native part two calls are replaced (node/native_part.cjs).
"""
