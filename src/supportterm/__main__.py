"""`python -m supportterm`."""

import sys

from supportterm.cli.main import main

sys.exit(main())
