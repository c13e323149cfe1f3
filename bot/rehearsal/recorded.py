"""Answers to reads that a person wrote down, since a rehearsal asks AWS nothing.

    {"dynamodb GetItem on customers": {"Item": {"id": {"S": "17"}}},
     "secretsmanager GetSecretValue": {"SecretString": "{}"}}

The keys are the names by which a rehearsal lists the reads it could not answer; without a target the
answer is that of the operation on anything. A write has no answer: it would not have been done.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.rehearsal.calls import Effect, OutwardCall


class RecordedAnswers(NamedTuple):
    answers: Mapping[str, Mapping[str, Any]]

    def answer_to(self, call: OutwardCall) -> Mapping[str, Any] | None:
        if call.effect not in {Effect.READ, Effect.CALL}:
            return None
        return self.answers.get(call.name, self.answers.get(f"{call.service} {call.operation}"))


def read_recorded(document: Any) -> RecordedAnswers | str:
    """Or why it is none."""
    if not isinstance(document, dict):
        return 'is not a JSON object of answers, such as {"dynamodb GetItem on customers": {"Item": {}}}'
    wrong = [name for name, answer in document.items() if not isinstance(answer, dict)]
    if wrong:
        return f"the answer to {wrong[0]!r} is not a JSON object"
    return RecordedAnswers(document)
