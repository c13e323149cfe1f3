"""Would it pass now? An experiment: the team's own code run on dead letters; nothing leaves the machine."""
