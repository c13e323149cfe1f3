"""How the public worlds are made: what their source states, and the rest by the rules printed here.

`python -m tests.deadbench.making` writes worlds/ and answers/ anew; a world may as well be written by hand.
What a source does not give is filled in by these rules, and its provenance says which:

- R1 traffic: what is called or sent runs evenly for two hours, at a rate drawn by the seed; a minute holds
  its whole number. A function that is not called has no datapoints.
- R2 lateness: CloudWatch's last datapoint is of two minutes before `now`, lines of logs have arrived within
  three seconds, CloudTrail's events fifteen minutes after they happened.
- R3 settings: those of a resource made by the console today, except what the source names.
- R4 names: drawn by the seed from common nouns; ids are hashes of names.
- R5 bodies: small JSON objects of the named thing with an id and an amount.
- R6 a symptom that its service states, and the source does not quote, is written as that service writes it.
- R7 what a source takes for granted is made explicit by the setting that it needs.
- R8 an alarm on the metric that counts the symptom, above its usual value; what failed is counted over two
  hours.
- R9 the first loss is that of the oldest item that is not known to have been taken, by the last datapoint.
- R10 a page without a date of its own bears the day on which it was read.
- R11 a log holds some of the calls, evenly over the last forty minutes, so that a folder stays small.
"""
