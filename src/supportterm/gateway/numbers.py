"""Numbers in an address: `{ticket:number}` takes those that a desk can hold, and no others lead anywhere."""

from typing import Final

from starlette.convertors import Convertor, register_url_convertor

NUMBER: Final = "number"


class Number(Convertor[int]):
    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor(NUMBER, Number())
