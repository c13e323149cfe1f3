"""Red herrings: true of the world, and nothing to do with what is wrong in it."""

from tests.deadbench.making.frame import MINUTE, steady
from tests.deadbench.making.functions import Functions


class Herrings(Functions):
    def unrelated_deployment(self) -> None:
        """Of another function, twenty minutes before the alarm."""
        other = f"{self.noun}-mailer"
        self.function(other)
        self.runs(other, steady(12), beside=True)
        self.modified(other, self.now - 23 * MINUTE, "deployer")

    def throttled_neighbour(self) -> None:
        """Another function, at its own reservation for half an hour."""
        other, begin = f"{self.noun}-exporter", self.now - 33 * MINUTE
        self.function(other, reserved=2)
        self.runs(
            other,
            lambda at: 40 if at >= begin else 9,
            throttled=lambda at: 17 if at >= begin else 0,
            at_once=2,
            beside=True,
        )

    def failing_neighbour(self) -> None:
        """Another function, with errors of its own that it logs."""
        other, begin = f"{self.noun}-thumbnails", self.now - 41 * MINUTE
        self.function(other)
        self.runs(other, steady(7), failing=lambda at: 3 if at >= begin else 0, beside=True)
        for number in range(9):
            self.call(
                other,
                begin + number * 4 * MINUTE,
                "[ERROR] UnidentifiedImageError: cannot identify image file '/tmp/source'\n"
                "Traceback (most recent call last):\n"
                '  File "/var/task/app.py", line 31, in handler\n'
                "    image = Image.open(path)",
            )
