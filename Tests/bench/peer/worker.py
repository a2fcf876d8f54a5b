"""The queue of the compared application. Its worker would render; here it runs a program that ends at once, if one is named,
and keeps in the task's row that it began and how it ended."""

import os
import subprocess

from celery import Celery

from database import Session, Task, now

queue = Celery("peer", broker=os.environ["PEER_REDIS"], broker_connection_retry_on_startup=True)
queue.conf.task_ignore_result = True


program = os.environ.get("PEER_PROGRAM")


def note(task_id: str, **facts: str) -> None:
    with Session() as session:
        task = session.get(Task, task_id)
        for name, value in facts.items():
            setattr(task, name, value)
        session.commit()


@queue.task(name="animate_move")
def animate_move(task_id: str) -> str:
    if program is not None:
        note(task_id, status="running", started_at=now())
        ended = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        note(task_id, status="succeeded" if ended.returncode == 0 else "failed", finished_at=now())
    return task_id
