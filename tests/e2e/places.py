"""Where the stack under test finds what is not its own."""

PAGER = "arn:aws:sns:us-east-1:111122223333:pager"
QUEUES = "arn:aws:sqs:us-east-1:111122223333:"
