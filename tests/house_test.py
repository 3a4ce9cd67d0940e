"""The house holds: ARCHITECTURE.md's table against every folder and every #include of sextant/.

Fails on: a folder without a row or the reverse, an include outside the table, an unknown <header>, a circle, an encoding
that includes another encoding, a row whose floor is not one above the highest room it includes, a header that might not
compile alone.
"""
import os
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STANDARD = set("""algorithm any array atomic bit bitset cassert cctype cerrno cfloat charconv chrono cinttypes climits clocale
cmath compare complex concepts condition_variable csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime deque
exception filesystem fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator limits list
locale map memory mutex new numbers numeric optional ostream queue random ranges ratio regex set shared_mutex span sstream
stack stdexcept streambuf string string_view system_error thread tuple type_traits typeindex typeinfo unordered_map
unordered_set utility variant vector version""".split())
POSIX = {"fcntl.h", "unistd.h", "signal.h", "termios.h", "dirent.h", "cpuid.h", "dlfcn.h",
         "malloc.h", "sched.h", "sys/ioctl.h", "sys/mman.h", "sys/resource.h", "sys/stat.h", "sys/types.h", "sys/utsname.h", "sys/statvfs.h",
         "sys/sysinfo.h", "sys/wait.h", "gnu/libc-version.h"}
# What the precompiled header would hide if a header used it without including it; all else it brings, LibTorch's headers
# bring as well.
PRECOMPILED = {r"\b(torch|at|c10)::": r"(torch|ATen|c10)/", r"\btorch::nn::": r"torch/nn/",
               r"\bTORCH_MODULE\(": r"torch/nn/pimpl\.h", r"\bstd::filesystem\b": r"filesystem$"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def block(name):
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = re.search(r"```%s\n(.*?)```" % name, text, re.S)
    assert found, f"ARCHITECTURE.md has no block ```{name}"
    return [line for line in found.group(1).splitlines() if line.strip()]


def rooms():
    """room -> (items it may include, libraries); an item with a slash admits one header."""
    table = {}
    for line in block("rooms"):
        room, rest = line.split(":", 1)
        may, libraries = rest.split("|", 1)
        table[room.strip()] = (may.split(), libraries.split())
    return table


def libraries():
    table = {}
    for line in block("libraries"):
        name, prefixes = line.split(":", 1)
        table[name.strip()] = prefixes.split()
    return table


def floors():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return {room: int(floor) for floor, room in re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.M)}


def sources(room):
    for path in sorted((ROOT / "sextant" / room).rglob("*")):
        if path.suffix in (".h", ".cpp") and not path.stem.endswith("_test"):
            yield path


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


class House(unittest.TestCase):
    def test_every_folder_has_a_row_and_every_row_a_folder(self):
        folders = {p.name for p in (ROOT / "sextant").iterdir() if p.is_dir()}
        self.assertEqual(folders, set(rooms()))
        self.assertEqual(folders, set(floors()))

    def test_every_include_of_a_room_is_an_arrow_of_the_table(self):
        table = rooms()
        wrong = []
        for room, (may, _) in table.items():
            whole = {item for item in may if "/" not in item} | {room}
            single = {item for item in may if "/" in item}
            for path in sources(room):
                for kind, header in includes(path):
                    if kind != '"':
                        continue
                    if not header.startswith("sextant/"):
                        wrong.append(f"{path}: \"{header}\" does not begin with sextant/")
                        continue
                    rest = header[len("sextant/"):]
                    if rest.split("/")[0] not in whole and rest not in single:
                        wrong.append(f"{path.relative_to(ROOT)}: {header} is no arrow of '{room}'")
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_every_library_header_belongs_to_the_room(self):
        table, known = rooms(), libraries()
        wrong = []
        for room, (_, allowed) in table.items():
            prefixes = [p for library in allowed for p in known[library]]
            for path in sources(room):
                for kind, header in includes(path):
                    if kind != "<" or header in STANDARD or header in POSIX:
                        continue
                    if not any(header.startswith(p) if p.endswith("/") else header == p for p in prefixes):
                        wrong.append(f"{path.relative_to(ROOT)}: <{header}> is not a library of '{room}'")
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_rooms_stand_on_the_floor_above_the_highest_they_include(self):
        table, floor = rooms(), floors()

        def level(room, path=()):
            self.assertNotIn(room, path, f"circle: {' -> '.join(path + (room,))}")
            below = {item.split("/")[0] for item in table[room][0]}
            return 1 + max((level(r, path + (room,)) for r in below), default=0)

        self.assertEqual({room: level(room) for room in table}, floor)

    def test_no_encoding_includes_another(self):
        wrong = []
        for path in sources("position"):
            place = path.relative_to(ROOT / "sextant" / "position")
            if len(place.parts) < 2 or place.name in ("rows.cpp", "modifier_rows.cpp"):
                continue
            own = f"sextant/position/{place.with_suffix('')}"
            for kind, header in includes(path):
                if kind != '"' or not header.startswith("sextant/position/"):
                    continue
                inner = header[len("sextant/position/"):]
                ground = "/" not in inner or inner == "rotation/frequencies.h"
                if not ground and not header.startswith(own):
                    wrong.append(f"{place}: includes {inner}")
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_nobody_includes_all_of_libtorch(self):
        wrong = [str(p.relative_to(ROOT)) for room in rooms() for p in (ROOT / "sextant" / room).rglob("*.[hc]*")
                 if p.suffix in (".h", ".cpp") and any(h == "torch/torch.h" for _, h in includes(p))]
        self.assertEqual(wrong, [])

    def test_every_source_includes_its_own_header_first(self):
        """So compiling it proves that its header compiles alone."""
        wrong = [str(path.relative_to(ROOT)) for room in rooms() for path in sources(room) if path.suffix == ".cpp"
                 and path.with_suffix(".h").exists()
                 and includes(path)[:1] != [('"', str(path.with_suffix(".h").relative_to(ROOT)))]]
        self.assertEqual(wrong, [])

    def test_no_header_leans_on_the_precompiled_one(self):
        def reached(path, seen):
            """The headers not ours that `path` includes, by itself or through ours."""
            if path in seen:
                return set()
            seen.add(path)
            found = includes(path)
            ours = (reached(ROOT / header, seen) for kind, header in found if kind == '"')
            return {header for kind, header in found if kind == "<"}.union(*ours)

        wrong = []
        for room in rooms():
            for path in (path for path in sources(room) if path.suffix == ".h"):
                code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
                around = reached(path, set())
                wrong += [f"{path.relative_to(ROOT)}: uses {what} and includes no {where}"
                          for what, where in PRECOMPILED.items()
                          if re.search(what, code) and not any(re.match(where, header) for header in around)]
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_no_room_is_called_utils(self):
        for name in rooms():
            self.assertNotIn(name, {"utils", "common", "helpers", "misc", "base"})


if __name__ == "__main__":
    unittest.main()
