"""The scenarios, by what lags; one for every cause of every kind of alarm."""
