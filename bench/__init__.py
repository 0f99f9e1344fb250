"""Measurements. They use the portal's own code, so Django is set up before any of them is read."""

import django

django.setup()
