"""Remote systems, each behind the protocols of protocol.py. One file or folder a system; the sync engine knows none."""
