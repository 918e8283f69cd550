"""Request Tracker 5, over its REST 2.0. `driver.REQUEST_TRACKER` is what the entry point names."""

from supportterm.backends.request_tracker.driver import REQUEST_TRACKER as REQUEST_TRACKER
