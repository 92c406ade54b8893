"""C declarations of a World's arrays, made from their record types: the two loops share one layout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.batch import World

_TYPES = {
    "i8": "int64_t",
    "i4": "int32_t",
    "i2": "int16_t",
    "i1": "int8_t",
    "u8": "uint64_t",
    "u4": "uint32_t",
    "u2": "uint16_t",
    "u1": "uint8_t",
    "b1": "uint8_t",
    "f8": "double",
}


def header(world: World) -> str:
    """The text of layout.h: an item type for each array, and struct World."""
    lines = ["#include <stddef.h>", "#include <stdint.h>", ""]
    for name, array in world._asdict().items():
        lines += [*_item(name, array.dtype), ""]
    lines += ["struct World {"]
    lines += [f"    {name}_item *{name};\n    int64_t n_{name};" for name in world._fields]
    return "\n".join([*lines, "};", ""])


def _item(name: str, dtype: np.dtype[np.void]) -> Iterator[str]:
    if dtype.names is None:
        yield f"typedef {_type(dtype)} {name}_item;"
        return
    yield "typedef struct {"
    for field in dtype.names:
        yield f"    {_type(dtype[field])} {field};"
    yield f"}} {name}_item;"
    assert dtype.fields is not None
    yield f'_Static_assert(sizeof({name}_item) == {dtype.itemsize}, "{name}");'
    for field, (_, at, *_rest) in dtype.fields.items():
        yield f'_Static_assert(offsetof({name}_item, {field}) == {at}, "{name}.{field}");'


def _type(dtype: np.dtype[np.generic]) -> str:
    return _TYPES[f"{dtype.kind}{dtype.itemsize}"]
