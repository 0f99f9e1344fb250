"""Forecasts of monthly demand: a combination of simple models, tested on the past before anybody reads it."""
