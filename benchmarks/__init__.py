"""Every figure that README claims, one command each: `python -m benchmarks.console`, `.search`, `.shell`, `.imports`.

All print ratios of things measured in the same run, in turn, because machines differ and drift.
"""
