"""Document360 as a knowledge base, over its API, version 2."""

from supportterm.backends.document360.driver import DOCUMENT360 as DOCUMENT360
