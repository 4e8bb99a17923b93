#!/usr/bin/env python3
"""How long the operations of Python's threading take.

The same operations as in the benchmarks of this module, so that the tables can be laid side by
side. Only the standard library is needed.

usage: threading_bench.py [comparison] [--forks N] [--quick]
"""

import argparse
import os
import platform
import re
import statistics
import sys
import threading
import time


def uncontended(lock):
    """Returns a function that acquires and releases a number of times."""

    def run(operations):
        acquire, release = lock.acquire, lock.release
        start = time.perf_counter_ns()
        for _ in range(operations):
            acquire()
            release()
        return time.perf_counter_ns() - start

    return run


def contended(lock):
    """Returns a function in which two threads count under a lock, and work a little in between."""
    count = 0

    def run(operations):
        def work(barrier):
            nonlocal count
            barrier.wait()
            for _ in range(operations // 2):
                with lock:
                    count += 1
                sum(range(5))

        return in_two_threads(work, work)

    return run


def barrier_of_two(operations):
    """Two threads go through a barrier."""
    cycle = threading.Barrier(2)

    def work(barrier):
        barrier.wait()
        for _ in range(operations):
            cycle.wait()

    return in_two_threads(work, work)


def condition_over(lock):
    """Returns a function in which a turn goes to another thread and comes back."""

    def run(operations):
        passed = threading.Condition(lock)
        turn = 0

        def player(mine):
            def work(barrier):
                nonlocal turn
                barrier.wait()
                for _ in range(operations):
                    with passed:
                        while turn != mine:
                            passed.wait()
                        turn = 1 - mine
                        passed.notify()

            return work

        return in_two_threads(player(0), player(1))

    return run


def event_hand_over(operations):
    """A call to another thread and its answer."""
    called, answered = threading.Event(), threading.Event()

    def caller(barrier):
        barrier.wait()
        for _ in range(operations):
            called.set()
            answered.wait()
            answered.clear()

    def answerer(barrier):
        barrier.wait()
        for _ in range(operations):
            called.wait()
            called.clear()
            answered.set()

    return in_two_threads(caller, answerer)


def event_is_set(operations):
    """Asks whether something has happened."""
    event = threading.Event()
    event.set()
    is_set = event.is_set
    start = time.perf_counter_ns()
    for _ in range(operations):
        is_set()
    return time.perf_counter_ns() - start


def event_await_set(operations):
    """Waits for what has happened already."""
    event = threading.Event()
    event.set()
    wait = event.wait
    start = time.perf_counter_ns()
    for _ in range(operations):
        wait()
    return time.perf_counter_ns() - start


def in_two_threads(first, second):
    """Runs both at the same time, and returns how long that took after both had started."""
    start = 0

    def begin():
        nonlocal start
        start = time.perf_counter_ns()

    barrier = threading.Barrier(2, begin)
    threads = [threading.Thread(target=work, args=(barrier,)) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter_ns() - start


FAST, SLOW = 200_000, 2_000

# The names are those of the Java comparisons; each row has the number of operations in one run.
COMPARISONS = {
    "uncontended-lock": {
        "threading.Lock": (uncontended(threading.Lock()), FAST),
        "threading.RLock": (uncontended(threading.RLock()), FAST),
    },
    "uncontended-semaphore": {
        "threading.Semaphore": (uncontended(threading.Semaphore()), FAST),
        "threading.BoundedSemaphore": (uncontended(threading.BoundedSemaphore()), FAST),
    },
    "contended-lock": {
        "threading.Lock": (contended(threading.Lock()), FAST),
        "threading.RLock": (contended(threading.RLock()), FAST),
    },
    "contended-semaphore": {
        "threading.Semaphore": (contended(threading.Semaphore()), FAST),
        "threading.BoundedSemaphore": (contended(threading.BoundedSemaphore()), FAST),
    },
    "barrier": {"threading.Barrier": (barrier_of_two, SLOW)},
    "condition": {
        "threading.Condition over RLock": (condition_over(threading.RLock()), SLOW),
        "threading.Condition over Lock": (condition_over(threading.Lock()), SLOW),
    },
    "event-hand-over": {"threading.Event": (event_hand_over, SLOW)},
    "event-is-set": {"threading.Event": (event_is_set, FAST)},
    "event-await-set": {"threading.Event": (event_await_set, FAST)},
}


def number(value):
    """Formats as the Java tables do."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def table(name, rows, rounds, share):
    """Measures one comparison, round by round, and returns its table."""
    scores = {label: [] for label in rows}
    for _ in range(rounds):
        for label, (run, operations) in rows.items():
            operations //= share
            scores[label].append(run(operations) / operations)
    lines = [
        f"### {name}: ns/op, less is better\n",
        "| benchmark | median | min..max |",
        "|---|--:|--:|",
    ]
    for label, measured in scores.items():
        median = number(statistics.median(measured))
        lines.append(f"| {label} | {median} | {number(min(measured))}..{number(max(measured))} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Measures Python's threading.")
    parser.add_argument("comparison", nargs="?", default="", help="a regular expression")
    parser.add_argument("--forks", type=int, help="how many rounds; 10, or 3 with --quick")
    parser.add_argument("--quick", action="store_true", help="the figures are rough")
    arguments = parser.parse_args()
    selected = [name for name in COMPARISONS if re.search(arguments.comparison, name)]
    if not selected:
        return
    rounds = arguments.forks or (3 if arguments.quick else 10)

    # A build without the global lock can still be told to have one, and then has.
    has_global_lock = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(
        f"## {platform.python_implementation()} {platform.python_version()},"
        f" {'with' if has_global_lock else 'without'} a global interpreter lock,"
        f" {os.cpu_count()} processors, {rounds} rounds\n"
    )
    for name in selected:
        print(table(name, COMPARISONS[name], rounds, 10 if arguments.quick else 1), flush=True)


if __name__ == "__main__":
    main()
