"""Work that comes in a queue, whose redrive policy gives up what failed too often."""

from datetime import timedelta

from tests.oracle.functions import Form, Function
from tests.oracle.parts.part import Part, Place, Work
from tests.scenario.harness.places import queue_arn

VISIBILITY, MAX_RECEIVES = timedelta(seconds=30), 3


class QueuePart(Part):
    def __init__(self, place: Place, name: str, function: Function, bodies: dict[Form, str]) -> None:
        dead = place.sqs.create(queue_arn(f"{name}-dlq"), retention=timedelta(days=4))
        self.source = place.sqs.create(
            queue_arn(name), visibility=VISIBILITY, moves_to=dead, max_receives=MAX_RECEIVES
        )
        super().__init__(place, function, bodies, dead)
        self.queues = [self.source, dead]

    def send(self, *forms: Form) -> None:
        for form in forms:
            self.source.send(self.bodies[form])

    def work(self) -> None:
        for message in self.source.receive(10):
            if self.function.call([self.form_of(message.body)]):
                self.source.delete(message.receipt)
        # SQS moves what was received too often when somebody asks again.
        self.source.receive(0)

    def waiting(self) -> tuple[Work, ...]:
        return tuple(Work(self.form_of(each.body), each.sent_at) for each in self.source.messages)

    def form_of(self, body: str) -> Form:
        return next(form for form, made in self.bodies.items() if made == body)
