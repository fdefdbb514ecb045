"""Makes the shards of a plan on Dask workers, and gathers them.

    clickday plan experiments/reloads-screening.toml --shards 16 --out results/many
    python experiments/cluster/dask_sweep.py results/many --local 4
    python experiments/cluster/dask_sweep.py results/many --scheduler tcp://10.0.0.1:8786
    python experiments/cluster/dask_sweep.py results/many --slurm --workers 8 --memory 8GB --walltime 02:00:00

Workers see the plan's folder at the same path as this command. A task is one call of `clickday shard` and returns
where the part is, how many rows it has and its hash: no data passes the scheduler. A shard that fails is tried again, on any worker; one that
is refused (exit code 2: the files or the program are not as they were planned) is not. Whatever is interrupted, the same command goes on with
the shards that are lacking. The exit code is that of `clickday gather`, or 1 when the scheduler has gone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path

from distributed import Client, LocalCluster, as_completed

# Exit code of clickday for what cannot be done, however often it is tried.
REFUSED = 2


class ShardFailed(Exception):
    """A shard that came to nothing, and may be tried again."""


def make(clickday: str, folder: str, index: int, manner: list[str]) -> dict:
    """Makes one shard: `path`, `rows` and `sha256` of its part, or `refused` with the reason. Runs on a worker."""
    command = [clickday, "shard", folder, "--index", str(index), *manner, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == REFUSED:
        return {"refused": done.stderr.strip()}
    if done.returncode != 0:
        raise ShardFailed(f"exit code {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of a plan made by clickday plan")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--local", type=int, metavar="N", help="N worker processes on this machine")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler that has workers, such as tcp://10.0.0.1:8786")
    where.add_argument("--slurm", action="store_true", help="workers in jobs of Slurm")
    parser.add_argument("--clickday", default="clickday", metavar="PATH", help="the program, on every worker")
    parser.add_argument("--threads", type=int, default=1, metavar="T", help="threads of a shard (1)")
    parser.add_argument("--retries", type=int, default=3, metavar="R", help="how often a shard that failed is tried again (3)")
    slurm = parser.add_argument_group("jobs of Slurm")
    slurm.add_argument("--workers", type=int, default=4, metavar="N", help="jobs, each with one worker (4)")
    slurm.add_argument("--memory", default="4GB", help="memory of a job (4GB)")
    slurm.add_argument("--walltime", default="01:00:00", help="time a job may take (01:00:00)")
    slurm.add_argument("--queue", help="partition")
    slurm.add_argument("--account", help="account that pays")
    parser.add_argument("--patience", default="10s", help="how long a scheduler may not answer (10s)")
    asked = parser.parse_args()
    for name in ("local", "threads", "workers"):
        if getattr(asked, name) is not None and getattr(asked, name) < 1:
            parser.error(f"--{name} must be 1 or more")
    if asked.retries < 0:
        parser.error("--retries must be 0 or more")
    return asked


def slurm_cluster(asked: argparse.Namespace):
    """A cluster of Slurm jobs, each with one worker that makes one shard at a time."""
    from dask_jobqueue import SLURMCluster  # noqa: PLC0415: wanted by --slurm alone

    cluster = SLURMCluster(
        # Of Dask's own threads a worker has one; the job has the cores that a shard uses.
        cores=1,
        processes=1,
        job_cpu=asked.threads,
        memory=asked.memory,
        walltime=asked.walltime,
        queue=asked.queue,
        account=asked.account,
        scheduler_options={"dashboard": False},
    )
    cluster.scale(jobs=asked.workers)
    return cluster


@contextmanager
def client_of(asked: argparse.Namespace) -> Iterator[Client]:
    """A client of the scheduler that was asked for."""
    if asked.scheduler:
        with Client(asked.scheduler, timeout=asked.patience) as client:
            yield client
        return
    if asked.slurm:
        cluster = slurm_cluster(asked)
    else:
        cluster = LocalCluster(
            n_workers=asked.local, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        )
    with cluster, Client(cluster) as client:
        yield client


def clickday(asked: argparse.Namespace, *rest: str, **options) -> subprocess.CompletedProcess:
    """Calls the program on this machine."""
    return subprocess.run([asked.clickday, *rest], text=True, check=False, **options)


def tell(words: str) -> None:
    """Progress, to standard error."""
    print(words, file=sys.stderr, flush=True)


def make_all(asked: argparse.Namespace, client: Client, lacking: list[int]) -> bool:
    """Makes shards; false when the scheduler has gone before all were made."""
    folder = str(asked.folder.resolve())
    manner = ["--threads", str(asked.threads)]
    if asked.slurm:
        # The job has less than what is free on its machine.
        manner += ["--memory", asked.memory]
    shard_of = {}
    for index in lacking:
        future = client.submit(
            make, asked.clickday, folder, index, manner,
            key=f"clickday-shard-{folder}-{index}", retries=asked.retries, pure=False,
        )  # fmt: skip
        shard_of[future] = index
    for number, future in enumerate(as_completed(shard_of), start=1):
        place = f"[{number}/{len(lacking)}] shard {shard_of[future]}"
        try:
            part = future.result()
        except CancelledError:
            return False
        except Exception as error:  # noqa: BLE001: whatever a shard came to, the others go on, and gather names it
            tell(f"{place} failed: {error}")
            continue
        if "refused" in part:
            tell(f"{place} refused: {part['refused']}")
        else:
            tell(f"{place}: {part['rows']} rows, sha256 {part['sha256'][:16]}, {part['path']}")
    return True


def main() -> int:
    """Makes what is lacking, and gathers."""
    asked = arguments()
    listed = clickday(asked, "gather", str(asked.folder), "--missing", stdout=subprocess.PIPE)
    if listed.returncode != 0:
        return listed.returncode
    lacking = [int(index) for index in listed.stdout.split()]
    tell(f"{len(lacking)} shards are lacking")
    if lacking:
        try:
            with client_of(asked) as client:
                all_made = make_all(asked, client, lacking)
        except OSError as error:
            tell(f"error: no scheduler answers: {error}")
            return 1
        if not all_made:
            tell("error: the scheduler has gone; what was made is kept: run the same command again")
            return 1
    return clickday(asked, "gather", str(asked.folder)).returncode


if __name__ == "__main__":
    sys.exit(main())
