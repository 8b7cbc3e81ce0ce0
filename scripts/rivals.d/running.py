"""How the launcher sets rivals up and runs them; every failure becomes a reason to skip."""
import json, os, resource, subprocess, sys, time, venv

RUNNERS = os.path.dirname(os.path.abspath(__file__))
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Skip(Exception):
    """Why a rival cannot be held beside ours here."""


def last_line(text, otherwise):
    return (text.strip().splitlines() or [otherwise])[-1]


def call(command, **how):
    """What a command prints; what it says last is the reason where it fails."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, **how).stdout
    except FileNotFoundError:
        raise Skip(f"{command[0]} is not installed") from None
    except subprocess.CalledProcessError as failure:
        said = last_line(failure.stderr or failure.stdout or "", f"status {failure.returncode}")
        raise Skip(f"`{' '.join(map(os.path.basename, command[:4]))}` failed: {said}") from None


def environment(work, name):
    """The Python of a virtual environment with exactly the packages of NAME.txt."""
    pins, folder = os.path.join(RUNNERS, name + ".txt"), os.path.join(work, name)
    python, ready = os.path.join(folder, "bin", "python"), os.path.join(folder, "ready")
    with open(pins, encoding="utf-8") as file:
        wanted = file.read()
    if not os.path.exists(ready) or open(ready, encoding="utf-8").read() != wanted:
        print(f"setting up {name} ...", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        call([python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", pins])
        with open(ready, "w", encoding="utf-8") as file:
            file.write(wanted)
    return python


def runner(work, command, bound):
    """The lines of JSON that a runner prints until it ends, or is ended by the bound in seconds; one thread, its folder the work folder."""
    surroundings = {**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    surroundings.pop("PYTHONPATH", None)
    interpreter, file, *rest = command
    said, failed = os.path.join(work, "runner.out"), os.path.join(work, "runner.err")
    with open(said, "w", encoding="utf-8") as out, open(failed, "w", encoding="utf-8") as err:
        try:
            running = subprocess.Popen([interpreter, os.path.join(RUNNERS, file), *rest], stdout=out, stderr=err, env=surroundings, cwd=work)
        except FileNotFoundError:
            raise Skip(f"{interpreter} is not installed") from None
        try:
            code = running.wait(bound)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            code = 0
    if code:
        with open(failed, encoding="utf-8") as file:
            raise Skip(f"{command[1]} failed: {last_line(file.read(), f'status {code}')}")
    with open(said, encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines if line.endswith("\n")]
    if not found:
        raise Skip(f"{command[1]} was ended after {bound} s")
    return found


def timed(command, rounds=3):
    """The best of some rounds of a command, by its processor time: seconds of processor and on the clock."""
    paces = []
    for _ in range(rounds):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
        # 3: done, with some inputs rejected.
        if code not in (0, 3):
            raise Skip(f"{' '.join(map(os.path.basename, command[:2]))} ended with status {code}")
        paces.append({"wall": wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime})
    return min(paces, key=lambda pace: pace["cpu"])
