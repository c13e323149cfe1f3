"""The code of the consumers, each a package of its own; its faults are the recorder's."""
