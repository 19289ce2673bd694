"""Writes legacy.pt and zip.pt: what torch.save makes of the state dictionary below, in both of its forms, without PyTorch.

Python's own pickle module writes the pickles; only the few classes it must name are stood in for.
    first   (2, 3) float32   0 1 2 / 3 4 5
    second  (3, 2) float32   the transpose of first, sharing its storage
    third   (2,)   float32   4 5, a slice of the same storage
    half    (3,)   float16   0.5 -2 65504
    double  ()     float64   0.1, a parameter
"""
import collections, io, pickle, struct, sys, types, zipfile

for name in ("torch", "torch._utils"):
    sys.modules[name] = types.ModuleType(name)
torch, utils = sys.modules["torch"], sys.modules["torch._utils"]
torch._utils = utils


def define(module, name):
    function = lambda *_: None
    function.__name__ = function.__qualname__ = name
    function.__module__ = module.__name__
    setattr(module, name, function)
    return function


rebuild = define(utils, "_rebuild_tensor_v2")
parameter = define(utils, "_rebuild_parameter")
for storage in ("FloatStorage", "HalfStorage", "DoubleStorage"):
    setattr(torch, storage, type(storage, (), {"__module__": "torch"}))


class Storage:
    def __init__(self, key, kind, code, values):
        self.key, self.kind, self.count = key, kind, len(values)
        self.bytes = struct.pack(f"<{len(values)}{code}", *values)


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.args = (storage, offset, size, stride, False, collections.OrderedDict())

    def __reduce_ex__(self, protocol):
        return rebuild, self.args


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce_ex__(self, protocol):
        return parameter, (self.tensor, True, collections.OrderedDict())


floats = Storage("0", torch.FloatStorage, "f", [0, 1, 2, 3, 4, 5])
halves = Storage("1", torch.HalfStorage, "e", [0.5, -2, 65504])
doubles = Storage("2", torch.DoubleStorage, "d", [0.1])
state = collections.OrderedDict(
    first=Tensor(floats, 0, (2, 3), (3, 1)),
    second=Tensor(floats, 0, (3, 2), (1, 3)),
    third=Tensor(floats, 4, (2,), (1,)),
    half=Tensor(halves, 0, (3,), (1,)),
    double=Parameter(Tensor(doubles, 0, (), ())),
)
state._metadata = collections.OrderedDict({"": {"version": 1}})


def dump(value, legacy):
    class Pickler(pickle.Pickler):
        def persistent_id(self, obj):
            if isinstance(obj, Storage):
                return ("storage", obj.kind, obj.key, "cpu", obj.count) + ((None,) if legacy else ())

    out = io.BytesIO()
    Pickler(out, 2).dump(value)
    return out.getvalue()


with open("legacy.pt", "wb") as out:
    machine = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    for value in (0x1950A86A20F9469CFC6C, 1001, machine, state, ["0", "1", "2"]):
        out.write(dump(value, legacy=True))
    for storage in (floats, halves, doubles):
        out.write(struct.pack("<q", storage.count) + storage.bytes)

with zipfile.ZipFile("zip.pt", "w", zipfile.ZIP_STORED) as out:
    def add(name, content):
        entry = zipfile.ZipInfo("model/" + name, (1980, 1, 1, 0, 0, 0))
        # PyTorch aligns values to 64 bytes by a field of padding.
        entry.extra = b"FB" + struct.pack("<H", 12) + b"Z" * 12
        out.writestr(entry, content)

    add("data.pkl", dump(state, legacy=False))
    add("byteorder", b"little")
    for storage in (floats, halves, doubles):
        add("data/" + storage.key, storage.bytes)
    add("version", b"3\n")
