"""What the emulator lacks and the local stack needs: the only code that touches the emulator's private names.

Run by file path with the interpreter of the private environment, so it imports nothing of `bot`, and `bot`
nothing of the emulator. One file for each thing it adds or mends; `server` puts them in place. What AWS does
and the local AWS still does not is in docs/local-stack.md.

How time runs: nothing is scaled. Queues are sampled once a tick, and every alarm is judged once a tick over
the periods that end now. AWS publishes queue metrics once a minute, so there the same verdict comes up to a
minute later. An alarm on a maximum over 60 s rings on the next tick, and recovers 60 s after the last
breaching sample.
"""
