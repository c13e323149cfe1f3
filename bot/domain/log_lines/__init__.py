"""What a log line says: one parser for the log query, the counts, the shapes and the intake.

    a line ── platform   START, REPORT, `Task timed out`, platform.* records   (Lambda itself)
           ── record     JSON of any logger, by its own names for level, message and exception
           ── text       level at its head, exceptions in what follows
           ── stacks     exceptions and their causes as each language prints them, uncaught ones among them

A server-side filter only passes a superset: whether a line is a failure is decided here.
"""
