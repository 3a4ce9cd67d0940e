"""The package as another project meets it: installed into an empty folder, found, built against, run.

SEXTANT_BUILD names the build to install, CXX the compiler. SEXTANT_EVERY_HEADER=1 compiles each installed header alone;
else only those that no source of their own includes first: the build and house_test.py prove the others.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = os.environ["SEXTANT_BUILD"]
CXX = os.environ.get("CXX", "c++")
EXAMPLES = ROOT / "examples"
JOBS = str(os.cpu_count())
# Nothing of the environment may lead to LibTorch or Sextant: the package has to know.
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("SEXTANT_", "CMAKE_PREFIX", "LD_LIBRARY"))}


def run(*words, text=None, cwd=None, check=True, **env):
    done = subprocess.run([str(word) for word in words], input=text, capture_output=True, encoding="utf-8", cwd=cwd,
                          env={**CLEAN, "OMP_NUM_THREADS": "1", **env}, timeout=600)
    if check and done.returncode != 0:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done


def configure(source, build, *options, check=True):
    return run("cmake", "-G", "Ninja", "-S", source, "-B", build, f"-DCMAKE_CXX_COMPILER={CXX}", *options, check=check)


def setUpModule():
    global temporary, prefix, built
    temporary = Path(tempfile.mkdtemp(prefix="sextant-package-"))
    prefix, built = temporary / "prefix", temporary / "examples"
    run("cmake", "--install", BUILD, "--prefix", prefix)
    configure(EXAMPLES, built, f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", built, "-j", JOBS)


def tearDownModule():
    shutil.rmtree(temporary)


def example(name, *words, text=None):
    return run(built / name / name, *words, text=text).stdout


class Examples(unittest.TestCase):
    def test_an_encoding_of_ones_own_has_the_gradient_of_its_differences(self):
        self.assertLess(len((EXAMPLES / "own_encoding/main.cpp").read_text(encoding="utf-8").splitlines()), 60)
        self.assertEqual(len(re.findall("gradient", example("own_encoding"))), 4)

    def test_the_character_model_learns_its_rhyme(self):
        written = example("character_language_model", EXAMPLES / "character_language_model/rhyme.txt")
        losses = [float(loss) for loss in re.findall(r"step \d+: ([\d.]+) nats", written)]
        self.assertLess(losses[-1], 0.5, written)
        self.assertIn("That lay in the house that Jack built.", written)

    def test_the_sentiment_classifier_is_right_on_most_held_out_reviews(self):
        folder = EXAMPLES / "sentiment_classifier"
        told = example("sentiment_classifier", folder / "reviews.csv", folder / "vectors.txt", temporary / "sentiment")
        right, texts = map(int, re.search(r"(\d+) of (\d+) held-out reviews right", told).groups())
        self.assertGreaterEqual(right / texts, 0.75, told)
        answers = example("predict", temporary / "sentiment", text="a warm and happy evening\na cold and cruel tale\n")
        self.assertRegex(answers, r"^good\t0\.\d+\nbad\t0\.\d+\n$")

    def test_the_translator_says_most_numbers_it_has_never_seen(self):
        right, numbers = map(int, re.search(r"(\d+) of (\d+) numbers", told := example("translator")).groups())
        self.assertGreaterEqual(right / numbers, 0.8, told)

    def test_the_digit_recogniser_needs_positions(self):
        told = example("digit_recogniser")
        shares = dict(re.findall(r"(\S+): ([\d.]+) % of unseen", told))
        self.assertGreater(float(shares["rope-2d"]), 90, told)
        self.assertLess(float(shares["nope"]), float(shares["rope-2d"]) - 10, told)

    def test_a_run_of_the_installed_program_predicts_through_the_library(self):
        run(prefix / "bin/sextant", "train", "classify", "--data", EXAMPLES / "sentiment_classifier/reviews.csv",
            "--steps", "60", "--channels", "32", "--quiet", "--run", "mine", cwd=temporary)
        lines = "a warm and happy evening\n\nthe worst soup\n"
        ours = example("predict", temporary / "runs/mine", text=lines)
        self.assertEqual(ours, run(prefix / "bin/sextant", "predict", temporary / "runs/mine", text=lines).stdout)
        self.assertEqual(len(ours.splitlines()), 3)

    def test_errors_are_one_sentence(self):
        done = run(built / "predict/predict", temporary / "nothing", check=False, text="")
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (1, "", 1))
        self.assertIn("nothing", done.stderr)


class Package(unittest.TestCase):
    def test_the_snippets_of_the_readme_build_and_run_as_pasted(self):
        section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Use it from C++")[1]
        app = temporary / "pasted"
        app.mkdir()
        for language, name in {"cmake": "CMakeLists.txt", "cpp": "main.cpp"}.items():
            snippet = re.search(rf"```{language}\n(.*?)```", section, re.S).group(1)
            (app / name).write_text(snippet, encoding="utf-8")
        configure(app, app / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
        run("cmake", "--build", app / "build")
        self.assertEqual(run(app / "build/app").stdout.strip(), re.search(r"// (\[.*\])", section).group(1))

    def test_pkg_config_gives_all_that_a_program_needs(self):
        flags = run("pkg-config", "--cflags", "--libs", "sextant", PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"))
        program = temporary / "by_pkg_config"
        run(CXX, EXAMPLES / "own_encoding/main.cpp", "-o", program, *flags.stdout.split())
        self.assertIn("head 3: gradient", run(program).stdout)

    def test_another_minor_version_of_libtorch_is_refused_in_one_sentence(self):
        other = temporary / "libtorch"
        for name, text in {"include/torch/csrc/api/include/torch/types.h": "", "lib/libtorch_cpu.so": "",
                           "include/torch/headeronly/version.h":
                               "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR 1\n"}.items():
            (other / name).parent.mkdir(parents=True, exist_ok=True)
            (other / name).write_text(text)
        done = configure(EXAMPLES / "own_encoding", temporary / "refused", f"-DCMAKE_PREFIX_PATH={prefix}",
                         f"-DSEXTANT_TORCH_DIR={other}", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(" ".join(done.stderr.split()),
                         rf"Sextant [\d.]+ was built with LibTorch 2\.\d+ and {other} is 2\.1: give "
                         r"-DSEXTANT_TORCH_DIR=DIR of a 2\.\d+, or build Sextant with this one")

    def test_the_installation_may_be_moved(self):
        moved = temporary / "moved"
        shutil.copytree(prefix, moved, symlinks=True)
        configure(EXAMPLES / "own_encoding", temporary / "elsewhere", f"-DCMAKE_PREFIX_PATH={moved}")
        includes = run("pkg-config", "--cflags", "sextant", PKG_CONFIG_PATH=str(moved / "lib/pkgconfig")).stdout.split()
        self.assertTrue(os.path.samefile(includes[1][2:], moved / "include"), includes)
        self.assertIn("sextant", run(moved / "bin/sextant", "--version").stdout)

    def test_completions_are_installed_for_each_shell(self):
        for name in ("bash-completion/completions/sextant", "zsh/site-functions/_sextant",
                     "fish/vendor_completions.d/sextant.fish"):
            self.assertIn("compare", (prefix / "share" / name).read_text(encoding="utf-8"))

    def test_headers_compile_alone(self):
        flags = run("pkg-config", "--cflags", "sextant", PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig")).stdout.split()
        headers = [path.relative_to(prefix / "include") for path in (prefix / "include").rglob("*.h")
                   if not path.name.endswith(".inl.h")]  # part of the header it is named after
        self.assertGreater(len(headers), 200)
        if not os.environ.get("SEXTANT_EVERY_HEADER"):
            headers = [header for header in headers if not (ROOT / header).with_suffix(".cpp").exists()]

        def fault(header):
            done = run(CXX, "-fsyntax-only", "-x", "c++", *flags, "-", text=f'#include "{header}"\n', check=False)
            return f"{header}: {done.stderr[:500]}" if done.returncode else None

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self.assertEqual([found for found in pool.map(fault, headers) if found], [])


class Subproject(unittest.TestCase):
    """add_subdirectory, and so FetchContent."""

    def test_it_builds_without_tests_or_globals_of_its_own(self):
        app = temporary / "app"
        app.mkdir()
        (app / "main.cpp").write_text('#include "sextant/random/philox.h"\n'
                                      "int main() { return sextant::random::Philox(1).below(1); }\n")
        (app / "CMakeLists.txt").write_text(f"""cmake_minimum_required(VERSION 3.25)
project(app CXX)
enable_testing()
add_subdirectory({ROOT} sextant EXCLUDE_FROM_ALL)
message(STATUS "build type: '${{CMAKE_BUILD_TYPE}}', standard: '${{CMAKE_CXX_STANDARD}}'")
add_executable(app main.cpp)
target_link_libraries(app PRIVATE Sextant::random)
add_library(whole STATIC main.cpp)
target_link_libraries(whole PRIVATE Sextant::sextant)
""")
        torch = re.search(r"SEXTANT_TORCH_DIR:PATH=(.*)", (Path(BUILD) / "CMakeCache.txt").read_text()).group(1)
        told = configure(app, temporary / "app-build", f"-DSEXTANT_TORCH_DIR={torch}").stdout
        self.assertIn("build type: '', standard: ''", told)
        run("cmake", "--build", temporary / "app-build", "--target", "app", "-j", JOBS)
        run(temporary / "app-build/app")
        self.assertIn("Total Tests: 0", run("ctest", "-N", "--test-dir", temporary / "app-build").stdout)


if __name__ == "__main__":
    unittest.main()
