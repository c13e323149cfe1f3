"""Class c: a fault injected into consumers that run on the local AWS, and what AWS answered then.

`python -m tests.deadbench.record [name ...]` starts the local AWS, lets the consumers work, makes one known
change to each, waits for its alarm, freezes what AWS answers into a world's folder, and then really redrives.
The answer is the change that was made, and `would_pass` what happened to what was redriven.

Everything is as the local AWS tells it, except by these rules:

- R1 what was set up before the traffic began is dated thirty days back: nobody's resources are minutes old.
- R2 a minute is there two minutes after its end, as CloudWatch publishes it; CloudTrail's events, which are a
  quarter of an hour late, are not there.
- R3 endpoints and folders of the local AWS are written as AWS's own.
- R4 lines of time-outs and REPORT lines are written as Lambda writes them, with the time-out as the duration
  of what was ended by it.
- R5 of a stream's failing batch the local AWS reads what has come since at each try, where Lambda tries the
  same records again: records come so fast that its IteratorAge is at most some seconds too young.
- R6 what the local AWS does not count is left out, except NumberOfMessagesSent, which the sender counts.
- R7 a folder of more than 150 kB has a log without START and END lines, and without its oldest ones until it
  fits: what a call took stands in its REPORT.

The local AWS polls its mappings in turn: beside a stream whose consumer is slow, queues are polled as slowly.
Where that pace matters, a world is recorded alone.
"""
